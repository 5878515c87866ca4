#include "library/in_process.h"

#include "job/run.h"

#include <mutex>

using namespace llvm;

namespace bpflinker {

static MessageBytes answer(StringRef Bytes) {
  DiagnosticSink Diagnostics;
  std::optional<Message> Frame = parseMessage(Bytes, Diagnostics);
  std::optional<JobRequest> Request;
  if (Frame)
    Request = parseRequest(*Frame, Diagnostics);
  if (!Request)
    return encodeResponse(failedJob(Diagnostics));
  Progress Where;
  return encodeResponse(
      runJob(std::move(*Request), InputNames::Absolute, Where));
}

BpfLinkerBytes runJobInProcess(const uint8_t *Message, size_t Size) {
  // LLVM's options are process-wide: one link at a time (linker/linker.h).
  static std::mutex OneAtATime;
  std::lock_guard<std::mutex> Lock(OneAtATime);
  MessageBytes Response =
      answer({reinterpret_cast<const char *>(Message), Size});
  return {Response.Data.release(), Response.Size};
}

void releaseBytes(BpfLinkerBytes Bytes) { std::free(Bytes.Data); }

} // namespace bpflinker
