// The executable's command line: the original's flags, and `--job`.

#ifndef BPF_LINKER_CLI_COMMAND_LINE_H
#define BPF_LINKER_CLI_COMMAND_LINE_H

#include "linker/linker.h"

namespace bpflinker {

/// Runs it; returns the exit status. Prints to standard output and error.
int commandLine(int Argc, const char *const *Argv);

/// The same without `--job`, with options that the command line cannot set: for
/// tests.
int commandLineWith(int Argc, const char *const *Argv,
                    void (*Adjust)(LinkOptions &));

} // namespace bpflinker

#endif
