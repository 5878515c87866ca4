// Artifacts on disk: all of them or none, and never half of one.
//
// Each goes to a temporary file in the folder of its target,
// `.<name>.<pid>.tmp` (predictable, so that a host can tidy up after a process
// it had to kill), and when all are written they are renamed. What exists and
// is no regular file
// (/dev/stdout, /dev/null, a pipe) is written to as it is.

#ifndef BPF_LINKER_JOB_WRITE_FILE_H
#define BPF_LINKER_JOB_WRITE_FILE_H

#include "job/progress.h"
#include "support/diagnostic.h"

#include "llvm/ADT/ArrayRef.h"

namespace bpflinker {

struct OutputFile {
  std::string Path;
  llvm::StringRef Bytes;
};

/// False, with OUTPUT_NOT_WRITABLE reported, when one could not be written;
/// then none was replaced and no temporary file is left. `Unfinished` knows the
/// temporary files while they exist.
bool writeFiles(llvm::ArrayRef<OutputFile> Files, Progress &Unfinished,
                DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
