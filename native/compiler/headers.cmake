# The headers that travel with the package, staged into dist/include:
#
#   clang/                           clang's own: stddef.h, stdint.h, stdarg.h, …
#   libbpf/bpf/                      libbpf's
#   linux/{linux,asm,asm-generic}/   the kernel's user API
#
# Each is a folder of its own for the compiler to search, so that the `headers`
# option can name others instead of it.
#
# They come from Debian's packages at build time and are not in the repository:
# for what is developed with as for what is shipped, libbpf's and the kernel's
# are of the releases in scripts/release/sysroot.lock.json.
#
# Included by CMake it declares the target `headers`; run as a script (-P) with
# PAIRS, a file of lines "from|to", it copies, and removes what else is in the
# folder INTO.
if(CMAKE_SCRIPT_MODE_FILE)
  file(STRINGS ${PAIRS} pairs)
  file(GLOB_RECURSE leftovers ${INTO}/*.h)
  foreach(pair IN LISTS pairs)
    string(REPLACE "|" ";" pair "${pair}")
    list(GET pair 0 from)
    list(GET pair 1 to)
    get_filename_component(folder ${to} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    file(COPY_FILE ${from} ${to} ONLY_IF_DIFFERENT)
    list(REMOVE_ITEM leftovers ${to})
  endforeach()
  if(leftovers)
    file(REMOVE ${leftovers})
  endif()
  return()
endif()

set(BPF_LINKER_CLANG_HEADERS ${LLVM_LIBRARY_DIR}/clang/${LLVM_VERSION_MAJOR}/include
  CACHE PATH "clang's own headers (Debian: libclang-common-22-dev)")
set(BPF_LINKER_LIBBPF_INCLUDE "" CACHE PATH "Folder that holds libbpf's bpf/; none: that of the lock file")
set(BPF_LINKER_LINUX_INCLUDE "" CACHE PATH
  "Folder that holds linux/ and asm-generic/, and asm/ itself or as Debian has it; none: that of the lock file")

# The releases that the lock file names, for the processor that is built for,
# by Node's name of it.
set(libbpf ${BPF_LINKER_LIBBPF_INCLUDE})
set(linux ${BPF_LINKER_LINUX_INCLUDE})
if(NOT libbpf OR NOT linux)
  find_program(NODE_EXECUTABLE node REQUIRED)
  set(scripts ${CMAKE_SOURCE_DIR}/../scripts)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${scripts}/release/sysroot.lock.json)
  string(REGEX REPLACE "^(x86_64|amd64|AMD64)$" x64 arch ${CMAKE_SYSTEM_PROCESSOR})
  string(REGEX REPLACE "^aarch64$" arm64 arch ${arch})
  execute_process(COMMAND ${NODE_EXECUTABLE} ${scripts}/setup/headers.mjs ${arch}
    OUTPUT_VARIABLE folders RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "The headers of libbpf and Linux cannot be fetched. "
      "Name folders of your own with -DBPF_LINKER_LIBBPF_INCLUDE=… and -DBPF_LINKER_LINUX_INCLUDE=…")
  endif()
  list(GET folders 0 locked_libbpf)
  list(GET folders 1 locked_linux)
  if(NOT libbpf)
    set(libbpf ${locked_libbpf})
  endif()
  if(NOT linux)
    set(linux ${locked_linux})
  endif()
endif()
# Debian keeps asm/ in the processor's own folder.
set(asm ${linux}/asm)
if(NOT EXISTS ${asm})
  set(asm ${linux}/${BPF_LINKER_LINUX_TRIPLE}/asm)
endif()

function(require_header path mend)
  if(NOT EXISTS ${path})
    message(FATAL_ERROR "${path} is missing. ${mend}")
  endif()
endfunction()
require_header(${BPF_LINKER_CLANG_HEADERS}/stddef.h
  "On Debian it is in a package: apt-get install libclang-common-${LLVM_VERSION_MAJOR}-dev")
require_header(${libbpf}/bpf/bpf_helpers.h
  "Name a folder that has libbpf's headers in bpf/: -DBPF_LINKER_LIBBPF_INCLUDE=…")
require_header(${linux}/linux/bpf.h
  "Name a folder that has the kernel's user API in linux/: -DBPF_LINKER_LINUX_INCLUDE=…")
require_header(${asm}/ptrace.h
  "Name a folder that has the kernel's user API in asm/ beside linux/: -DBPF_LINKER_LINUX_INCLUDE=…")

# BPF_LINKER_HEADERS: "libbpf 1.7 and Linux 7.3.4", for `--version`.
function(defined_number out file name)
  file(STRINGS ${file} line REGEX "^#define ${name} ")
  string(REGEX REPLACE "^#define ${name} +" "" number "${line}")
  set(${out} ${number} PARENT_SCOPE)
endfunction()
set(libbpf_version ${libbpf}/bpf/libbpf_version.h)
defined_number(libbpf_major ${libbpf_version} LIBBPF_MAJOR_VERSION)
defined_number(libbpf_minor ${libbpf_version} LIBBPF_MINOR_VERSION)
set(kernel_version ${linux}/linux/version.h)
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

file(GLOB files ${libbpf}/bpf/*.h)
stage(libbpf/bpf ${files})

# All of linux/ is 5.7 MB and most of it describes devices to the programs that
# drive them by ioctl: media, sound, input, serial lines, ATM, virtual machines,
# formats of file systems on disk. A BPF program meets packets, sockets, tasks,
# files and tracing. So everything is taken but those: what remains is 3 MB,
# 0.8 MB compressed. What is missed here can still be included from a system's
# own folder, with -isystem /usr/include. A few headers of linux/ (if_tunnel.h,
# wireless.h) ask for libc's sys/socket.h, which is not carried: they fail with
# clang on Debian as well.
string(CONCAT devices
  "^(acrn|adb|adfs|affs|agpgart|am437x|amd|apm|arcfb|arm|aspeed|atm[^.]*|auto|baycom|bcm933[^.]*|bfs|bpqether|bsg|"
  "bt-bmc|btrfs|cachefiles|capi|cciss|ccs|cdrom|cec|chio|cm4000|coda|coff|comedi|coresight|counter|cramfs|cuda|cxl|"
  "cyclades|cycx|dlm[^.]*|dm|dma|dqblk|drbd|dvb|dw100|edd|efs|f2fs|fb|fd|fdreg|firewire|fpga|fsi|fsl|fuse|gameport|"
  "gfs2|gpib|gpio|gsmmux|hdlcdrv|hdreg|hid[^.]*|hpet|hyperv|i2c|i2o|i8k|idxd|input|iommu|ipmi|iso|issei|isst|"
  "ivtv[^.]*|jffs2|joystick|kcov|kd|kernelcapi|keyboard|kfd|kvm|lirc|lp|map|matroxfb|max2175|media|mei|meye|minix|"
  "mmtimer|msdos|mshv|mtio|nbd|ncsi|ndctl|nfs[0-9]*|nfsacl|nilfs2|nitro|nubus|nvme|nvram|omap[^.]*|parport|patchkey|"
  "pci|pcitest|pfrut|pg|phantom|pktcdvd|pmu|ppdev|pps|psci|psp|ptp|pwm|qemu|qnx[^.]*|radeonfb|reiserfs|remoteproc|rio|"
  "rkisp1|romfs|rpmsg|rtc|scc|scif|screen|sed|serial|serio|sev|smiapp|sonet|sonypi|sound|soundcard|stm|surface|"
  "suspend|switchtec|synclink|target|tee|termios|thermal|tiocl|toshiba|ublk|udf|udmabuf|uhid|uinput|uio|uleds|"
  "ultrasound|um|usb[^.]*|userio|uvcvideo|v4l2|vbox[^.]*|vduse|vfio|vhost|videodev2|vmcore|vt|vtpm|watchdog|wmi|wwan|"
  "xilinx|zorro)([-_.]|$)")
file(GLOB files RELATIVE ${linux}/linux ${linux}/linux/*.h)
list(FILTER files EXCLUDE REGEX ${devices})
list(TRANSFORM files PREPEND ${linux}/linux/)
stage(linux/linux ${files})
foreach(folder byteorder can hdlc netfilter netfilter_arp netfilter_bridge netfilter_ipv4 netfilter_ipv6
        netfilter/ipset sched tc_act tc_ematch)
  file(GLOB files ${linux}/linux/${folder}/*.h)
  stage(linux/linux/${folder} ${files})
endforeach()
file(GLOB files ${linux}/asm-generic/*.h)
stage(linux/asm-generic ${files})
file(GLOB files ${asm}/*.h)
stage(linux/asm ${files})

set(pairs ${CMAKE_CURRENT_BINARY_DIR}/headers.txt)
file(CONFIGURE OUTPUT ${pairs} CONTENT "${staging}" @ONLY)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/dist/include/.staged
  COMMAND ${CMAKE_COMMAND} -DPAIRS=${pairs} -DINTO=${CMAKE_BINARY_DIR}/dist/include -P ${CMAKE_CURRENT_LIST_FILE}
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/dist/include/.staged
  DEPENDS ${staged} ${pairs} ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Staging headers" VERBATIM)
add_custom_target(headers ALL DEPENDS ${CMAKE_BINARY_DIR}/dist/include/.staged)
