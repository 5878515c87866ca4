// Whole jobs: C sources and bitcode in, artifacts, dependencies and diagnostics
// out; paths from the job's working directory, never the process's.

#include "job/run.h"
#include "library/in_process.h"
#include "test/check.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace bpflinker;

namespace {

SmallString<128> Folder;

std::string in(StringRef Name) { return (Folder + "/" + Name).str(); }

void put(StringRef Name, StringRef Text) {
  std::error_code EC;
  raw_fd_ostream(in(Name), EC) << Text;
  CHECK(!EC);
}

/// Runs it as the addon does, from bytes to bytes.
json::Object run(json::Object Request, const std::vector<StringRef> &Blobs = {},
                 std::vector<std::string> *Out = nullptr) {
  Request["format"] = JobFormat;
  Request["package"] = BPF_LINKER_VERSION;
  Request["workingDirectory"] = Folder.str();
  MessageBytes Bytes = encodeMessage(std::move(Request), Blobs);
  BpfLinkerBytes Answer = runJobInProcess(Bytes.Data.get(), Bytes.Size);
  DiagnosticSink Sink;
  std::optional<Message> M = parseMessage(
      {reinterpret_cast<const char *>(Answer.Data), Answer.Size}, Sink);
  CHECK(M);
  if (M && Out)
    for (StringRef Blob : M->Blobs)
      Out->push_back(Blob.str());
  json::Object Header = M ? std::move(M->Header) : json::Object();
  releaseBytes(Answer);
  return Header;
}

std::string text(const json::Value *Value) {
  std::string Text;
  if (Value)
    raw_string_ostream(Text) << *Value;
  return Text;
}

json::Array paths(std::initializer_list<StringRef> Names) {
  json::Array List;
  for (StringRef Name : Names)
    List.push_back(json::Object{{"path", Name}});
  return List;
}

json::Object everything() { return json::Object{{"auto", true}}; }

void linksSourcesAndBitcode() {
  put("a.c", "#include \"a.h\"\n"
             "__attribute__((section(\"xdp\"))) int prog(void *ctx)\n"
             "{ return helper(K); }\n");
  put("a.h", "#define K 3\nint helper(int);\n");
  std::vector<std::string> Blobs;
  json::Object R = run(
      json::Object{
          {"action", "compile"},
          {"inputs", json::Array{json::Object{{"name", "b.c"}, {"blob", 0}}}}},
      {"int helper(int x) { return x * 7; }\n"}, &Blobs);
  CHECK_EQ(text(R.get("ok")), "true");
  CHECK_EQ(Blobs.size(), 1u);
  if (Blobs.empty())
    return;
  std::string Bitcode = Blobs[0];
  CHECK(StringRef(Bitcode).starts_with("BC\xC0\xDE"));

  Blobs.clear();
  json::Array Inputs = paths({"a.c"});
  Inputs.push_back(json::Object{{"name", "b.bc"}, {"blob", 0}});
  R = run(json::Object{{"inputs", std::move(Inputs)},
                       {"link",
                        json::Object{{"btf", true}, {"exports", everything()}}},
                       {"emit", json::Array{json::Object{{"kind", "ir"}},
                                            json::Object{{"kind", "object"},
                                                         {"path", "./out.o"}}}},
                       {"inspect", json::Object{}}},
          {Bitcode}, &Blobs);
  CHECK_EQ(text(R.get("diagnostics")), "[]");
  CHECK_CONTAINS(text(R.get("exports")), "\"prog\"");
  CHECK_EQ(text(R.get("dependencies")),
           "[\"" + in("a.c") + "\",\"" + in("a.h") + "\"]");
  CHECK_CONTAINS(text(R.get("object")), "\"prog\"");
  CHECK_CONTAINS(text(R.get("artifacts")), in("out.o"));
  CHECK(sys::fs::exists(in("out.o")));
  CHECK_EQ(Blobs.size(), 1u);
  CHECK_CONTAINS(Blobs.empty() ? "" : Blobs[0], "define");
  // What was written is what inspect sees.
  R = run(json::Object{{"action", "inspect"}, {"inputs", paths({"out.o"})}});
  CHECK_CONTAINS(text(R.get("object")), "\"prog\"");
}

void errorsOfEverySource() {
  put("bad1.c", "int f(void) { return x; }\n");
  put("bad2.c", "#include \"missing.h\"\n");
  json::Object R =
      run(json::Object{{"inputs", paths({"bad1.c", "bad2.c"})},
                       {"emit", json::Array{json::Object{{"kind", "object"},
                                                         {"path", "bad.o"}}}}});
  CHECK_EQ(text(R.get("ok")), "false");
  std::string Diagnostics = text(R.get("diagnostics"));
  CHECK_CONTAINS(Diagnostics, "\"file\":\"" + in("bad1.c") + "\"");
  CHECK_CONTAINS(Diagnostics, "\"file\":\"" + in("bad2.c") + "\"");
  CHECK_CONTAINS(Diagnostics, "\"line\":1");
  // Watchers must notice the mending.
  CHECK_CONTAINS(text(R.get("dependencies")), in("bad1.c"));
  CHECK_CONTAINS(text(R.get("dependencies")), in("bad2.c"));
  CHECK_EQ(text(R.get("artifacts")), "[]");
  CHECK(!sys::fs::exists(in("bad.o")));
}

void whatCannotBeRead() {
  json::Object R = run(json::Object{{"inputs", paths({"nope.c"})}});
  CHECK_CONTAINS(text(R.get("diagnostics")), "INPUT_NOT_FOUND");
  CHECK_CONTAINS(text(R.get("dependencies")), in("nope.c"));
  R = run(json::Object{{"inputs", paths({"nope.bc"})}});
  CHECK_CONTAINS(text(R.get("diagnostics")), "INPUT_NOT_FOUND");
  CHECK_CONTAINS(text(R.get("diagnostics")), in("nope.bc"));
  R = run(json::Object{{"action", "inspect"}, {"inputs", paths({"nope.o"})}});
  CHECK_CONTAINS(text(R.get("diagnostics")), "INPUT_NOT_FOUND");
  R = run(json::Object{{"action", "inspect"}, {"inputs", paths({"."})}});
  CHECK_CONTAINS(text(R.get("diagnostics")), "INPUT_IS_DIRECTORY");
  put("empty.o", "");
  R = run(json::Object{{"action", "inspect"}, {"inputs", paths({"empty.o"})}});
  CHECK_CONTAINS(text(R.get("diagnostics")), "INPUT_EMPTY");
  R = run(json::Object{{"action", "compile"}, {"inputs", paths({"a.bc"})}});
  CHECK_CONTAINS(text(R.get("diagnostics")), "INPUT_UNKNOWN_FORMAT");
  for (StringRef Action : {"link", "compile"}) {
    R = run(json::Object{{"action", Action}, {"inputs", json::Array{}}});
    CHECK_CONTAINS(text(R.get("diagnostics")), "NO_INPUTS");
  }
}

} // namespace

int main() {
  if (sys::fs::createUniqueDirectory("job-run", Folder))
    return 1;
  SmallString<128> Real;
  if (!sys::fs::real_path(Folder, Real))
    Folder = Real;
  linksSourcesAndBitcode();
  errorsOfEverySource();
  whatCannotBeRead();
  (void)sys::fs::remove_directories(Folder);
  return test::result();
}
