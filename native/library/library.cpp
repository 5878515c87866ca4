// The shared library's one exported entry.

#include "cli/command_line.h"
#include "library/in_process.h"

#include "llvm/Config/llvm-config.h"

static const BpfLinkerNative Native = {
    BPF_LINKER_ABI_VERSION, BPF_LINKER_VERSION,         LLVM_VERSION_STRING,
    bpflinker::commandLine, bpflinker::runJobInProcess, bpflinker::releaseBytes,
};

const BpfLinkerNative *bpfLinkerNative(void) { return &Native; }
