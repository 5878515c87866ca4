// A response as data, and its JSON (FORMAT.md).

#ifndef BPF_LINKER_JOB_RESPONSE_H
#define BPF_LINKER_JOB_RESPONSE_H

#include "job/message.h"
#include "linker/linker.h"

namespace bpflinker {

struct JobArtifact {
  ArtifactKind Kind;
  llvm::SmallVector<char, 0> Bytes;
  /// Where it was written, absolute; empty: `Bytes` go into the response.
  std::string Path;
};

struct JobResponse {
  std::vector<JobArtifact> Artifacts;
  std::vector<Diagnostic> Diagnostics;
  /// Absolute, sorted, each once.
  std::vector<std::string> Dependencies;
  /// See CompileResult; sorted, each once.
  std::vector<std::string> Absent;
  bool UsesClock = false;
  /// See LinkResult.
  std::vector<std::string> LineSources;
  std::vector<std::string> Exports;
  std::vector<PhaseTime> Timings;
  /// ObjectInfo as JSON text.
  std::optional<std::string> Object;
  /// See LinkResult::Context. No part of the answer.
  std::unique_ptr<llvm::LLVMContext> Context;
};

MessageBytes encodeResponse(JobResponse Response);

/// The keys that every response has, also one about a crash.
llvm::json::Object responseHeader(bool Ok);

llvm::json::Object toJson(const Diagnostic &D);

} // namespace bpflinker

#endif
