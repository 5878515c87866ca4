// `bpf-linker --job`: one job from standard input to standard output, in this
// process and within its limits.

#ifndef BPF_LINKER_CLI_JOB_MODE_H
#define BPF_LINKER_CLI_JOB_MODE_H

namespace bpflinker {

/// The exit status: 0 when a response was written, whatever it says.
int runJobMode();

} // namespace bpflinker

#endif
