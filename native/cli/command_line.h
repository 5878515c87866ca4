// The executable's command line: the original's flags, and `--job`.

#ifndef BPF_LINKER_CLI_COMMAND_LINE_H
#define BPF_LINKER_CLI_COMMAND_LINE_H

#include "job/run.h"

namespace bpflinker {

/// Runs it; returns the exit status. Prints to standard output and error.
int commandLine(int Argc, const char *const *Argv);

/// The same without `--job`, by another way to link: for tests.
int commandLineWith(int Argc, const char *const *Argv, LinkFunction *Link);

} // namespace bpflinker

#endif
