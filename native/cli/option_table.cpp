#include "cli/option_table.h"

using namespace llvm;

namespace bpflinker {
namespace {

constexpr StringLiteral Output = "Output", Code = "Code", Symbols = "Symbols",
                        Sources = "C sources", Messages = "Messages",
                        Hidden = "";

// clang-format off
constexpr OptionSpec Table[] = {
    {OptionId::Output, Output, "output", 'o', "path",
     "Where the output goes (required)"},
    {OptionId::Emit, Output, "emit", 0, "kind",
     "obj (default), asm, llvm-bc or llvm-ir; the first one given counts"},
    {OptionId::Btf, Output, "btf", 0, "",
     "Keep debug info, made fit for BTF; without it debug info is dropped"},
    {OptionId::Relocatable, Output, "relocatable", 'r', "",
     "Merge only: bitcode (or llvm-ir) for a later link, not optimised"},
    {OptionId::DumpModule, Output, "dump-module", 0, "dir",
     "Write pre-opt.ll and post-opt.ll into this folder"},

    {OptionId::Target, Code, "target", 0, "triple",
     "bpf, bpfel or bpfeb, with or without -unknown-none; default: the\n"
     "inputs' triple where it begins with bpf, else bpf (host endianness)"},
    {OptionId::Cpu, Code, "cpu", 0, "cpu",
     "generic (default: v1 code), probe, v1, v2, v3 or v4"},
    {OptionId::CpuFeatures, Code, "cpu-features", 0, "list",
     "LLVM's target features: +alu32,-dwarfris", true},
    {OptionId::Optimize, Code, "", 'O', "level",
     "0 to 3, s or z; default 2; 0 means 1; the last one given counts"},
    {OptionId::UnrollLoops, Code, "unroll-loops", 0, "",
     "Unroll what can be unrolled, for kernels before 5.3"},
    {OptionId::IgnoreInlineNever, Code, "ignore-inline-never", 0, "",
     "Drop noinline, for kernels before 4.16"},
    {OptionId::DisableExpandMemcpyInOrder, Code, "disable-expand-memcpy-in-order", 0, "",
     "Let LLVM choose the order in which memcpy is expanded, for Rust too"},
    {OptionId::ExpandMemcpyInOrder, Code, "expand-memcpy-in-order", 0, "",
     "Copy memory in ascending order, for C too"},
    {OptionId::AllowBpfTrap, Code, "allow-bpf-trap", 0, "",
     "Permit calls to __bpf_trap, which need .ksyms in the loader"},
    {OptionId::LlvmArgs, Code, "llvm-args", 0, "args",
     "LLVM's own options, comma separated; may be repeated", true},

    {OptionId::Export, Symbols, "export", 0, "names",
     "Symbols to keep, comma separated; globs (foo*) too; may be repeated"},
    {OptionId::ExportSymbols, Symbols, "export-symbols", 0, "file",
     "File with symbols to keep, one a line; unknown ones are passed over"},
    {OptionId::AllowUnresolved, Symbols, "allow-unresolved", 0, "names",
     "Leave undefined symbols to the loader: all, or only these, comma\n"
     "separated; globs too; may be repeated", false, true},
    {OptionId::DisableMemoryBuiltins, Symbols, "disable-memory-builtins", 0, "",
     "Do not keep memcpy, memmove, memset, memcmp and bcmp"},

    {OptionId::Include, Sources, "", 'I', "dir",
     "Folder to search for headers; may be repeated"},
    {OptionId::LibbpfHeaders, Sources, "libbpf-headers", 0, "dir",
     "Folder of bpf/bpf_helpers.h, instead of the package's own"},
    {OptionId::LinuxHeaders, Sources, "linux-headers", 0, "dir",
     "Folder of linux/bpf.h and asm/types.h, instead of the package's own;\n"
     "may be repeated where they are apart"},
    {OptionId::Define, Sources, "", 'D', "name[=value]",
     "Macro to define; may be repeated"},
    {OptionId::Cflags, Sources, "cflags", 0, "flags",
     "Further flags of clang, split as a shell does it; may be repeated", true},

    {OptionId::FatalErrors, Messages, "fatal-errors", 0, "true|false",
     "Whether an error that LLVM reports fails the link; default true"},
    {OptionId::Profile, Messages, "profile", 0, "name",
     "Say what the kernels of this profile refuse in the object; what is an\n"
     "error by its rules fails the link. Default: BPF_LINKER_PROFILE. The\n"
     "rules are in the npm package, so that only its bpf-linker has it"},
    {OptionId::LogLevel, Messages, "log-level", 0, "level",
     "off, error, warn (default), info, debug or trace; the errors of a\n"
     "failed link are always shown. Default: BPF_LINKER_LOG, then RUST_LOG"},
    {OptionId::LogFile, Messages, "log-file", 0, "path",
     "Write messages to this file too"},
    {OptionId::Help, Messages, "help", 'h', "", "Print this"},
    {OptionId::Version, Messages, "version", 'V', "",
     "Print the versions of bpf-linker and of LLVM"},

    {OptionId::Ignored, Hidden, "", 'L', "dir", ""},
    {OptionId::Ignored, Hidden, "lib", 'l', "name", ""},
    {OptionId::Ignored, Hidden, "flavor", 0, "name", ""},
    {OptionId::Ignored, Hidden, "rsp-quoting", 0, "style", ""},
    {OptionId::Ignored, Hidden, "debug", 0, "", ""},
    {OptionId::Ignored, Hidden, "no-entry", 0, "", ""},
    {OptionId::Ignored, Hidden, "gc-sections", 0, "", ""},
    {OptionId::Ignored, Hidden, "strip-debug", 0, "", ""},
    {OptionId::Ignored, Hidden, "strip-all", 0, "", ""},
};
// clang-format on

} // namespace

ArrayRef<OptionSpec> optionTable() { return Table; }

} // namespace bpflinker
