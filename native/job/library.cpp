// The shared library's one exported entry.

#include "cli/command_line.h"
#include "job/native_api.h"

#include "llvm/Config/llvm-config.h"

static const BpfLinkerNative Native = {
    BPF_LINKER_ABI_VERSION,
    BPF_LINKER_VERSION,
    LLVM_VERSION_STRING,
    bpflinker::commandLine,
    nullptr,
    nullptr,
};

const BpfLinkerNative *bpfLinkerNative(void) { return &Native; }
