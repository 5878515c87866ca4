# The headers that travel with the package, staged into dist/include:
#
#   clang/                     clang's own: stddef.h, stdint.h, stdarg.h, …
#   bpf/                       libbpf's
#   linux/ asm/ asm-generic/   the kernel's user API
#
# They come from Debian's packages at build time and are not in the repository.
# Included by CMake it declares the target `headers`; run as a script (-P) with
# PAIRS set to a file of lines "from|to" it copies.
if(CMAKE_SCRIPT_MODE_FILE)
  file(STRINGS ${PAIRS} pairs)
  foreach(pair IN LISTS pairs)
    string(REPLACE "|" ";" pair "${pair}")
    list(GET pair 0 from)
    list(GET pair 1 to)
    get_filename_component(folder ${to} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    file(COPY_FILE ${from} ${to} ONLY_IF_DIFFERENT)
  endforeach()
  return()
endif()

set(BPF_LINKER_CLANG_HEADERS ${LLVM_LIBRARY_DIR}/clang/${LLVM_VERSION_MAJOR}/include
  CACHE PATH "clang's own headers (Debian: libclang-common-22-dev)")
set(BPF_LINKER_LIBBPF_HEADERS /usr/include/bpf CACHE PATH "libbpf's headers (Debian: libbpf-dev)")
set(BPF_LINKER_KERNEL_HEADERS /usr/include CACHE PATH "linux/, asm-generic/ (Debian: linux-libc-dev)")
set(BPF_LINKER_ASM_HEADERS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/asm
  CACHE PATH "asm/ of the machine (Debian: linux-libc-dev)")

function(require_header path package)
  if(NOT EXISTS ${path})
    message(FATAL_ERROR "${path} is missing. On Debian it is in the package ${package}: apt-get install ${package}")
  endif()
endfunction()
require_header(${BPF_LINKER_CLANG_HEADERS}/stddef.h libclang-common-22-dev)
require_header(${BPF_LINKER_LIBBPF_HEADERS}/bpf_helpers.h libbpf-dev)
require_header(${BPF_LINKER_KERNEL_HEADERS}/linux/bpf.h linux-libc-dev)
require_header(${BPF_LINKER_ASM_HEADERS}/ptrace.h linux-libc-dev)

# BPF_LINKER_HEADERS: "libbpf 1.1 and Linux 6.1.158", for `--version`.
function(defined_number out file name)
  file(STRINGS ${file} line REGEX "^#define ${name} ")
  string(REGEX REPLACE "^#define ${name} +" "" number "${line}")
  set(${out} ${number} PARENT_SCOPE)
endfunction()
set(libbpf_version ${BPF_LINKER_LIBBPF_HEADERS}/libbpf_version.h)
defined_number(libbpf_major ${libbpf_version} LIBBPF_MAJOR_VERSION)
defined_number(libbpf_minor ${libbpf_version} LIBBPF_MINOR_VERSION)
set(kernel_version ${BPF_LINKER_KERNEL_HEADERS}/linux/version.h)
defined_number(kernel_major ${kernel_version} LINUX_VERSION_MAJOR)
defined_number(kernel_patch ${kernel_version} LINUX_VERSION_PATCHLEVEL)
defined_number(kernel_sub ${kernel_version} LINUX_VERSION_SUBLEVEL)
set_property(GLOBAL PROPERTY BPF_LINKER_HEADERS
  "libbpf ${libbpf_major}.${libbpf_minor} and Linux ${kernel_major}.${kernel_patch}.${kernel_sub}")

# stage(FOLDER files...): copies `files` to dist/include/FOLDER.
set(staging "")
set(staged "")
macro(stage folder)
  foreach(file ${ARGN})
    get_filename_component(name ${file} NAME)
    string(APPEND staging "${file}|${CMAKE_BINARY_DIR}/dist/include/${folder}/${name}\n")
    list(APPEND staged ${file})
  endforeach()
endmacro()

# Of clang's 300 headers, those of the language; the others are of processors.
file(GLOB parts ${BPF_LINKER_CLANG_HEADERS}/__std*.h ${BPF_LINKER_CLANG_HEADERS}/__float_*.h)
stage(clang ${parts})
foreach(name float iso646 limits stdalign stdarg stdatomic stdbool stdckdint stdcountof stddef stdint
        stdnoreturn varargs)
  stage(clang ${BPF_LINKER_CLANG_HEADERS}/${name}.h)
endforeach()

file(GLOB files ${BPF_LINKER_LIBBPF_HEADERS}/*.h)
stage(bpf ${files})

# All of linux/ is 6.6 MB and most of it describes devices to the programs that
# drive them by ioctl: media, sound, input, serial lines, ATM, virtual machines,
# formats of file systems on disk. A BPF program meets packets, sockets, tasks,
# files and tracing. So everything is taken but those: what remains is 2.3 MB,
# 0.6 MB compressed. What is missed here can still be included from a system's
# own folder, with -isystem /usr/include. A few headers of linux/ (if_tunnel.h,
# wireless.h) ask for libc's sys/socket.h, which is not carried: they fail with
# clang on Debian as well.
string(CONCAT devices
  "^(acrn|adb|adfs|affs|agpgart|am437x|apm|arcfb|arm|aspeed|atm[^.]*|auto|baycom|bcm933[^.]*|bfs|bpqether|bsg|bt-bmc|"
  "btrfs|cachefiles|capi|cciss|ccs|cdrom|cec|chio|cm4000|coda|coff|comedi|coresight|counter|cramfs|cuda|cxl|cyclades|"
  "cycx|dlm[^.]*|dm|dma|dqblk|dvb|dw100|edd|efs|f2fs|fb|fd|fdreg|firewire|fpga|fsi|fsl|fuse|gameport|gfs2|gpio|gsmmux|"
  "hdlcdrv|hdreg|hid[^.]*|hpet|hyperv|i2c|i2o|i8k|idxd|input|iommu|ipmi|iso|isst|ivtv[^.]*|jffs2|joystick|kcov|kd|"
  "kernelcapi|keyboard|kfd|kvm|lirc|lp|map|matroxfb|max2175|media|mei|meye|minix|mmtimer|msdos|mtio|nbd|ncsi|ndctl|"
  "nfs[0-9]*|nfsacl|nilfs2|nitro|nubus|nvme|nvram|omap[^.]*|parport|patchkey|pci|pcitest|pfrut|pg|phantom|pktcdvd|pmu|"
  "ppdev|pps|psci|psp|ptp|qemu|qnx[^.]*|radeonfb|reiserfs|remoteproc|rio|rkisp1|romfs|rpmsg|rtc|scc|scif|screen|sed|"
  "serial|serio|sev|smiapp|sonet|sonypi|sound|soundcard|stm|surface|suspend|switchtec|synclink|target|tee|termios|"
  "thermal|tiocl|toshiba|ublk|udf|udmabuf|uhid|uinput|uio|uleds|ultrasound|um|usb[^.]*|userio|uvcvideo|v4l2|vbox[^.]*|"
  "vduse|vfio|vhost|videodev2|vmcore|vt|vtpm|watchdog|wmi|wwan|xilinx|zorro)([-_.]|$)")
file(GLOB files RELATIVE ${BPF_LINKER_KERNEL_HEADERS}/linux ${BPF_LINKER_KERNEL_HEADERS}/linux/*.h)
list(FILTER files EXCLUDE REGEX ${devices})
list(TRANSFORM files PREPEND ${BPF_LINKER_KERNEL_HEADERS}/linux/)
stage(linux ${files})
foreach(folder byteorder can hdlc netfilter netfilter_arp netfilter_bridge netfilter_ipv4 netfilter_ipv6
        netfilter/ipset sched tc_act tc_ematch)
  file(GLOB files ${BPF_LINKER_KERNEL_HEADERS}/linux/${folder}/*.h)
  stage(linux/${folder} ${files})
endforeach()
file(GLOB files ${BPF_LINKER_KERNEL_HEADERS}/asm-generic/*.h)
stage(asm-generic ${files})
file(GLOB files ${BPF_LINKER_ASM_HEADERS}/*.h)
stage(asm ${files})

set(pairs ${CMAKE_CURRENT_BINARY_DIR}/headers.txt)
file(CONFIGURE OUTPUT ${pairs} CONTENT "${staging}" @ONLY)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/dist/include/.staged
  COMMAND ${CMAKE_COMMAND} -DPAIRS=${pairs} -P ${CMAKE_CURRENT_LIST_FILE}
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/dist/include/.staged
  DEPENDS ${staged} ${pairs} ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Staging headers" VERBATIM)
add_custom_target(headers ALL DEPENDS ${CMAKE_BINARY_DIR}/dist/include/.staged)
