// A request as typed data. Every key is checked: its name, its type, its range;
// a mistake is a JOB_INVALID error that names the path of the key.

#ifndef BPF_LINKER_JOB_REQUEST_H
#define BPF_LINKER_JOB_REQUEST_H

#include "compiler/compiler.h"
#include "inspect/inspect.h"
#include "job/message.h"
#include "linker/linker.h"

#include <optional>

namespace bpflinker {

/// Raised together with JOB_FORMAT in src/settings/job.ts.
constexpr int64_t JobFormat = 2;

enum class JobAction { Link, Compile, Inspect };

struct JobInput {
  /// Path as it was given, or the name of bytes in memory.
  std::string Name;
  /// Null: a file.
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  bool MayLackBitcode = false;
  /// Bitcode that has the name of the source it was made of.
  bool Compiled = false;
};

struct JobEmit {
  ArtifactKind Kind;
  /// Empty: returned in the response. Relative paths start at the working
  /// directory.
  std::string Path;
};

/// 0 means no limit.
struct JobLimits {
  uint64_t MemoryBytes = 0;
  uint64_t CpuMilliseconds = 0;
};

struct JobRequest {
  JobAction Action = JobAction::Link;
  /// Absolute. Never entered with chdir: other threads of a host would notice.
  std::string WorkingDirectory;
  JobLimits Limits;
  std::vector<JobInput> Inputs;
  CompileOptions Compile;
  LinkOptions Link;
  std::vector<JobEmit> Emit;
  std::optional<InspectOptions> Inspect;
};

/// Nothing when an error was reported. Reports every mistake, not only the
/// first. Blobs are copied: their buffers outlive the message.
std::optional<JobRequest> parseRequest(const Message &Request,
                                       DiagnosticSink &Diagnostics);

/// `object` → ArtifactKind::Object, as the job format names them.
std::optional<ArtifactKind> parseArtifactKind(llvm::StringRef Name);
llvm::StringRef artifactKindName(ArtifactKind Kind);

} // namespace bpflinker

#endif
