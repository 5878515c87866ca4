// The frame of job messages: what is well-formed comes through, everything else
// is one JOB_INVALID error, and nothing is believed that did not arrive.

#include "job/message.h"
#include "test/check.h"

#include <fcntl.h>
#include <unistd.h>

using namespace llvm;
using namespace bpflinker;

namespace {

std::string frame(StringRef Json, StringRef Blobs = "") {
  std::string Bytes = "BPFJ";
  for (unsigned Shift : {0, 8, 16, 24})
    Bytes += char(Json.size() >> Shift);
  return Bytes + Json.str() + Blobs.str();
}

/// The message of the one error that parsing reports.
std::string refusal(StringRef Bytes) {
  DiagnosticSink Sink;
  CHECK(!parseMessage(Bytes, Sink));
  CHECK_EQ(Sink.all().size(), 1u);
  if (Sink.all().empty())
    return "";
  CHECK(Sink.all()[0].Id == Code::JOB_INVALID);
  return Sink.all()[0].Message;
}

void roundTrip() {
  std::string WithNul("a\0b", 3);
  MessageBytes Bytes =
      encodeMessage(json::Object{{"name", "ü"}}, {WithNul, "", "third"});
  DiagnosticSink Sink;
  std::optional<Message> M = parseMessage(Bytes.text(), Sink);
  CHECK(M);
  if (!M)
    return;
  CHECK_EQ(*M->Header.getString("name"), "ü");
  CHECK(!M->Header.get("blobs"));
  CHECK_EQ(M->Blobs.size(), 3u);
  CHECK_EQ(M->Blobs[0], WithNul);
  CHECK_EQ(M->Blobs[1], "");
  CHECK_EQ(M->Blobs[2], "third");
}

void refusesWhatIsNoMessage() {
  CHECK_CONTAINS(refusal(""), "empty");
  CHECK_CONTAINS(refusal("hello world"), "begin with 'hello world'");
  CHECK_CONTAINS(refusal("BPF"), "end after 3 bytes");
  CHECK_CONTAINS(refusal(StringRef("BPFJ\xff\xff\xff\xff", 8)), "4294967295");
  CHECK_CONTAINS(refusal(StringRef("BPFJ\x10\0\0\0{}", 10)), "cut short");
  CHECK_CONTAINS(refusal(frame("{")), "JSON text is broken");
  CHECK_CONTAINS(refusal(frame("[]")), "not an object");
  CHECK_CONTAINS(refusal(frame("{\"a\":\"\xff\"}")), "broken");
  CHECK_CONTAINS(refusal(frame(std::string(500000, '['))), "nests deeper");
  // Brackets inside strings are no nesting.
  DiagnosticSink Sink;
  CHECK(parseMessage(frame("{\"a\":\"" + std::string(99, '[') + "\"}"), Sink));
}

void countsBlobs() {
  CHECK_CONTAINS(refusal(frame("{\"blobs\":[3]}", "ab")), "blobs of 3 bytes");
  CHECK_CONTAINS(refusal(frame("{\"blobs\":[1]}", "ab")), "blobs of 1 bytes");
  CHECK_CONTAINS(refusal(frame("{}", "ab")), "blobs of 0 bytes");
  CHECK_CONTAINS(refusal(frame("{\"blobs\":[-1]}")), "blobs[0]");
  CHECK_CONTAINS(refusal(frame("{\"blobs\":[0,1.5]}")), "blobs[1]");
  CHECK_CONTAINS(refusal(frame("{\"blobs\":7}")), "list of lengths");
  // A sum that would wrap round to what is there.
  CHECK_CONTAINS(refusal(frame("{\"blobs\":[9223372036854775807,"
                               "9223372036854775807,4]}",
                               "ab")),
                 "blobs[2]");
}

/// What readMessage makes of a stream with these bytes and then its end.
std::optional<std::string> readFrom(StringRef Stream, bool KeepOpen,
                                    std::string &Error) {
  int Ends[2];
  CHECK(::pipe(Ends) == 0);
  CHECK(writeAll(Ends[1], Stream));
  if (!KeepOpen)
    ::close(Ends[1]);
  SmallVector<char, 0> Bytes;
  DiagnosticSink Sink;
  bool Read = readMessage(Ends[0], Bytes, Sink);
  ::close(Ends[0]);
  if (KeepOpen)
    ::close(Ends[1]);
  CHECK_EQ(Read, !Sink.hasErrors());
  if (Sink.hasErrors())
    Error = Sink.all()[0].Message;
  return Read ? std::optional(std::string(Bytes.data(), Bytes.size()))
              : std::nullopt;
}

void readsOneMessageAndNoMore() {
  std::string Error, Bytes = frame("{\"blobs\":[2]}", "ab");
  // The writer keeps its end open, and sends more than was announced.
  CHECK_EQ(readFrom(Bytes + "next", true, Error).value_or("none"), Bytes);
  CHECK(!readFrom(StringRef(Bytes).drop_back(), false, Error));
  CHECK_CONTAINS(Error, "blobs of 2 bytes");
  CHECK(!readFrom("GET / HTTP/1.1\r\n", true, Error));
  CHECK_CONTAINS(Error, "begin with 'GET / HT");
  CHECK(!readFrom(StringRef("BPFJ\0\0\0\3", 8), false, Error));
  CHECK_CONTAINS(Error, "cut short");
  CHECK(
      !readFrom(frame("{\"blobs\":[9000000000000000000]}", "x"), false, Error));
  CHECK_CONTAINS(Error, "announced");
}

} // namespace

int main() {
  roundTrip();
  refusesWhatIsNoMessage();
  countsBlobs();
  readsOneMessageAndNoMore();
  return test::result();
}
