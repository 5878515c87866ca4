// The frame of a request or response (FORMAT.md): magic, length, JSON, blobs.
// Every length comes from outside and is checked before it is used; nothing is
// allocated for bytes that were announced but did not arrive.

#ifndef BPF_LINKER_JOB_MESSAGE_H
#define BPF_LINKER_JOB_MESSAGE_H

#include "support/diagnostic.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/JSON.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

namespace bpflinker {

/// What a message begins with.
inline constexpr llvm::StringLiteral MessageMagic = "BPFJ";

/// A message taken apart; the blobs point into the bytes it was read from.
struct Message {
  /// Without its "blobs" key.
  llvm::json::Object Header;
  std::vector<llvm::StringRef> Blobs;
};

/// Bytes on malloc's heap, so that they can leave through the C table.
struct MessageBytes {
  struct Free {
    void operator()(uint8_t *P) const { std::free(P); }
  };
  std::unique_ptr<uint8_t, Free> Data;
  size_t Size = 0;

  llvm::StringRef text() const {
    return {reinterpret_cast<const char *>(Data.get()), Size};
  }
};

/// Nothing, with a JOB_INVALID error reported, when `Bytes` is not exactly one
/// well-formed message.
std::optional<Message> parseMessage(llvm::StringRef Bytes,
                                    DiagnosticSink &Diagnostics);

/// Reads one message from a file descriptor, and no more than that: the writer
/// need not close its end. False, with a JOB_INVALID error reported, when the
/// stream is no message or ends inside of one.
bool readMessage(int FileDescriptor, llvm::SmallVectorImpl<char> &Bytes,
                 DiagnosticSink &Diagnostics);

/// Lays out a message; sets the "blobs" key of `Header`, and its "object" key
/// to `ObjectInfo`, which is JSON text already (inspect/inspect.h), unless that
/// is empty.
MessageBytes encodeMessage(llvm::json::Object Header,
                           llvm::ArrayRef<llvm::StringRef> Blobs,
                           llvm::StringRef ObjectInfo = "");

/// Writes all of it; false with `errno` set when that failed.
bool writeAll(int FileDescriptor, llvm::StringRef Bytes);

} // namespace bpflinker

#endif
