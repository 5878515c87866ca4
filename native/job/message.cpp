#include "job/message.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemAlloc.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

constexpr size_t PrefixSize = 8;
/// The JSON text holds names and options, never contents: what is larger is no
/// request of ours.
constexpr size_t MaxJson = size_t(64) << 20;
/// Requests nest four deep; llvm::json::parse recurses without a limit.
constexpr unsigned MaxDepth = 32;

/// What is wrong with the bytes, as one JOB_INVALID error.
void refuse(DiagnosticSink &Diagnostics, const Twine &Why) {
  Diagnostics.report(
      error(Code::JOB_INVALID, ("the bytes are no job request: " + Why).str())
          .hint("a request is the magic 'BPFJ', a 32-bit length, JSON and "
                "blobs, as native/job/FORMAT.md describes; the bpf-linker "
                "package writes it, people use the command line"));
}

/// The length of the JSON text, once the first eight bytes are there.
std::optional<size_t> parsePrefix(StringRef Bytes,
                                  DiagnosticSink &Diagnostics) {
  if (Bytes.empty()) {
    refuse(Diagnostics, "they are empty");
    return std::nullopt;
  }
  if (!Bytes.starts_with(MessageMagic.take_front(Bytes.size()))) {
    std::string Found;
    raw_string_ostream OS(Found);
    printEscapedString(Bytes.take_front(16), OS);
    refuse(Diagnostics, "they begin with '" + Found + "', not 'BPFJ'");
    return std::nullopt;
  }
  if (Bytes.size() < PrefixSize) {
    refuse(Diagnostics, "they end after " + Twine(Bytes.size()) +
                            " bytes, inside the first eight");
    return std::nullopt;
  }
  size_t Length = support::endian::read32le(Bytes.data() + MessageMagic.size());
  if (Length > MaxJson) {
    refuse(Diagnostics, "their JSON text would have " + Twine(Length) +
                            " bytes, at most " + Twine(MaxJson) +
                            " are allowed");
    return std::nullopt;
  }
  return Length;
}

/// False when brackets nest deeper than any request of ours.
bool nestsReasonably(StringRef Json) {
  unsigned Depth = 0;
  for (size_t I = 0; I < Json.size(); ++I) {
    char C = Json[I];
    if (C == '"') {
      for (++I; I < Json.size() && Json[I] != '"'; ++I)
        I += Json[I] == '\\';
    } else if (C == '{' || C == '[') {
      if (++Depth > MaxDepth)
        return false;
    } else if ((C == '}' || C == ']') && Depth) {
      --Depth;
    }
  }
  return true;
}

std::optional<json::Object> parseHeader(StringRef Json,
                                        DiagnosticSink &Diagnostics) {
  if (!nestsReasonably(Json)) {
    refuse(Diagnostics,
           "their JSON text nests deeper than " + Twine(MaxDepth) + " levels");
    return std::nullopt;
  }
  Expected<json::Value> Value = json::parse(Json);
  if (!Value) {
    refuse(Diagnostics,
           "their JSON text is broken: " + toString(Value.takeError()));
    return std::nullopt;
  }
  if (json::Object *Header = Value->getAsObject())
    return std::move(*Header);
  refuse(Diagnostics, "their JSON text is not an object");
  return std::nullopt;
}

/// The lengths in "blobs", which is taken out of the header, and their sum.
struct BlobSizes {
  std::vector<size_t> Each;
  size_t Total = 0;
};
std::optional<BlobSizes> takeBlobSizes(json::Object &Header,
                                       DiagnosticSink &Diagnostics) {
  BlobSizes Sizes;
  std::optional<json::Value> Value;
  if (auto It = Header.find("blobs"); It != Header.end()) {
    Value = std::move(It->second);
    Header.erase(It);
  } else {
    return Sizes;
  }
  const json::Array *List = Value->getAsArray();
  if (!List) {
    refuse(Diagnostics, "blobs: expected a list of lengths");
    return std::nullopt;
  }
  for (auto [Index, Element] : llvm::enumerate(*List)) {
    std::optional<int64_t> Size = Element.getAsInteger();
    if (!Size || *Size < 0 ||
        __builtin_add_overflow(Sizes.Total, size_t(*Size), &Sizes.Total)) {
      refuse(Diagnostics, "blobs[" + Twine(Index) + "]: expected a length");
      return std::nullopt;
    }
    Sizes.Each.push_back(size_t(*Size));
  }
  return Sizes;
}

/// Reads until `Bytes` has `Size` bytes. False at the end of the stream or on a
/// read error. Grows with what arrives, not with what was announced.
bool readUntil(int FileDescriptor, SmallVectorImpl<char> &Bytes, size_t Size) {
  constexpr size_t Chunk = size_t(1) << 20;
  while (Bytes.size() < Size) {
    size_t Have = Bytes.size();
    size_t Want = std::min(Size - Have, std::max(Chunk, Have));
    Bytes.resize_for_overwrite(Have + Want);
    ssize_t Got;
    do
      Got = ::read(FileDescriptor, Bytes.data() + Have, Want);
    while (Got < 0 && errno == EINTR);
    Bytes.truncate(Have + std::max<ssize_t>(Got, 0));
    if (Got <= 0)
      return false;
  }
  return true;
}

} // namespace

std::optional<Message> parseMessage(StringRef Bytes,
                                    DiagnosticSink &Diagnostics) {
  std::optional<size_t> JsonSize = parsePrefix(Bytes, Diagnostics);
  if (!JsonSize)
    return std::nullopt;
  StringRef Rest = Bytes.drop_front(PrefixSize);
  if (*JsonSize > Rest.size()) {
    refuse(Diagnostics, "they are cut short: " + Twine(*JsonSize) +
                            " bytes of JSON were announced, " +
                            Twine(Rest.size()) + " are there");
    return std::nullopt;
  }
  std::optional<json::Object> Header =
      parseHeader(Rest.take_front(*JsonSize), Diagnostics);
  if (!Header)
    return std::nullopt;
  std::optional<BlobSizes> Sizes = takeBlobSizes(*Header, Diagnostics);
  if (!Sizes)
    return std::nullopt;
  Rest = Rest.drop_front(*JsonSize);
  if (Sizes->Total != Rest.size()) {
    refuse(Diagnostics, "blobs of " + Twine(Sizes->Total) +
                            " bytes were announced, " + Twine(Rest.size()) +
                            " bytes are there");
    return std::nullopt;
  }
  Message Result{std::move(*Header), {}};
  for (size_t Size : Sizes->Each) {
    Result.Blobs.push_back(Rest.take_front(Size));
    Rest = Rest.drop_front(Size);
  }
  return Result;
}

bool readMessage(int FileDescriptor, SmallVectorImpl<char> &Bytes,
                 DiagnosticSink &Diagnostics) {
  Bytes.clear();
  auto Text = [&] { return StringRef(Bytes.data(), Bytes.size()); };
  // Where the stream ends early, parseMessage says what is missing.
  auto Explain = [&] {
    (void)parseMessage(Text(), Diagnostics);
    return false;
  };
  if (!readUntil(FileDescriptor, Bytes, PrefixSize))
    return Explain();
  std::optional<size_t> JsonSize = parsePrefix(Text(), Diagnostics);
  if (!JsonSize)
    return false;
  if (!readUntil(FileDescriptor, Bytes, PrefixSize + *JsonSize))
    return Explain();
  std::optional<json::Object> Header =
      parseHeader(Text().drop_front(PrefixSize), Diagnostics);
  if (!Header)
    return false;
  std::optional<BlobSizes> Sizes = takeBlobSizes(*Header, Diagnostics);
  if (!Sizes)
    return false;
  size_t End;
  if (__builtin_add_overflow(Bytes.size(), Sizes->Total, &End) ||
      !readUntil(FileDescriptor, Bytes, End))
    return Explain();
  return true;
}

MessageBytes encodeMessage(json::Object Header, ArrayRef<StringRef> Blobs,
                           StringRef ObjectInfo) {
  json::Array Sizes;
  size_t Total = PrefixSize;
  for (StringRef Blob : Blobs) {
    Sizes.push_back(int64_t(Blob.size()));
    Total += Blob.size();
  }
  Header["blobs"] = std::move(Sizes);

  std::string Json;
  raw_string_ostream(Json) << json::Value(std::move(Header));
  if (!ObjectInfo.empty()) {
    // Before the closing brace; "blobs" is there, so a comma is due.
    Json.pop_back();
    Json.append(",\"object\":").append(ObjectInfo).append("}");
  }
  Total += Json.size();

  MessageBytes Result;
  Result.Data.reset(static_cast<uint8_t *>(safe_malloc(Total)));
  Result.Size = Total;
  uint8_t *Out = Result.Data.get();
  auto Append = [&Out](StringRef Bytes) {
    if (!Bytes.empty())
      std::memcpy(Out, Bytes.data(), Bytes.size());
    Out += Bytes.size();
  };
  Append(MessageMagic);
  support::endian::write32le(Out, uint32_t(Json.size()));
  Out += sizeof(uint32_t);
  Append(Json);
  for (StringRef Blob : Blobs)
    Append(Blob);
  return Result;
}

bool writeAll(int FileDescriptor, StringRef Bytes) {
  while (!Bytes.empty()) {
    ssize_t Written = ::write(FileDescriptor, Bytes.data(), Bytes.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written < 0)
      return false;
    Bytes = Bytes.drop_front(size_t(Written));
  }
  return true;
}

} // namespace bpflinker
