// Requests: every key reaches its field, and every mistake is named by the path
// of its key.

#include "job/request.h"
#include "test/check.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bpflinker;

namespace {

/// A request with these keys besides the ones every request has.
std::optional<JobRequest> parse(StringRef Keys, DiagnosticSink &Sink,
                                std::vector<StringRef> Blobs = {}) {
  std::string Text = "{\"format\":" + std::to_string(JobFormat) +
                     ",\"package\":\"" BPF_LINKER_VERSION
                     "\",\"workingDirectory\":\"/w\"";
  if (!Keys.empty())
    Text += "," + Keys.str();
  Expected<json::Value> Value = json::parse(Text + "}");
  if (!Value) {
    test::fail(__FILE__, __LINE__, toString(Value.takeError()));
    return std::nullopt;
  }
  Message M{std::move(*Value->getAsObject()), std::move(Blobs)};
  return parseRequest(M, Sink);
}

/// All errors, one a line.
std::string refusal(StringRef Keys) {
  DiagnosticSink Sink;
  CHECK(!parse(Keys, Sink));
  std::string All;
  for (const Diagnostic &D : Sink.all()) {
    CHECK(D.Id == Code::JOB_INVALID);
    All += D.Message + "\n";
  }
  return All;
}

void everyKeyArrives() {
  DiagnosticSink Sink;
  auto R = parse(
      R"("action":"link","headerDirectory":"/h",
         "limits":{"memoryBytes":2147483648,"cpuMilliseconds":60000},
         "inputs":[{"path":"a.c"},{"name":"b.bc","blob":0,"mayLackBitcode":true}],
         "code":{"target":"bpfeb","cpu":"v2","cpuFeatures":"+alu32","optimize":"z",
           "stripPathPrefix":"/p"},
         "link":{"btf":true,"exports":{"auto":true,"patterns":["f*"]},
           "unrollLoops":true,"ignoreInlineNever":true,"inlineAll":true,
           "loops":false,"maxInstructions":4096,"globalData":false,
           "fetchAtomics":false,"freezeRodata":true,
           "disableMemoryBuiltins":true,"expandMemcpyInOrder":true,
           "allowBpfTrap":true,"llvmArgs":["-x=1"],
           "allowUnresolved":{"all":true,"patterns":["k*"]},
           "dumpModule":"/d","keepDwarf":true},
         "compile":{"defines":["A=1"],"includeDirs":["i"],"cflags":["-Wall"],
           "headers":{"libbpf":["b"],"linux":["l","m"]}},
         "emit":[{"kind":"object"},{"kind":"ir","path":"o.ll"}],
         "inspect":{"disassembly":true,"types":true})",
      Sink, {"contents"});
  CHECK(R && !Sink.hasErrors());
  if (!R)
    return;
  CHECK_EQ(R->Limits.MemoryBytes, uint64_t(1) << 31);
  CHECK_EQ(R->Limits.CpuMilliseconds, 60000u);
  CHECK_EQ(R->Inputs.size(), 2u);
  CHECK(!R->Inputs[0].Buffer && R->Inputs[0].Name == "a.c");
  CHECK(R->Inputs[1].MayLackBitcode);
  CHECK_EQ(R->Inputs[1].Buffer->getBuffer(), "contents");
  const LinkOptions &L = R->Link;
  CHECK_EQ(L.Target, "bpfeb");
  CHECK_EQ(L.Cpu, "v2");
  CHECK(L.Optimize == OptimizationLevel::Oz);
  CHECK(L.Btf && L.Exports.Auto && L.UnrollLoops && L.IgnoreInlineNever &&
        L.InlineAll && L.DisableMemoryBuiltins &&
        L.ExpandMemcpyInOrder == true && L.AllowBpfTrap &&
        L.AllowUnresolved.All);
  CHECK(!L.Loops && !L.GlobalData && !L.FetchAtomics && L.FreezeRodata);
  CHECK_EQ(L.MaxInstructions.value_or(0), 4096u);
  CHECK_EQ(L.Exports.Patterns.at(0), "f*");
  CHECK_EQ(L.AllowUnresolved.Patterns.at(0), "k*");
  CHECK_EQ(L.LlvmArgs.at(0), "-x=1");
  CHECK_EQ(L.DumpModule, "/d");
  CHECK(L.KeepDwarf);
  CHECK_EQ(L.StripPathPrefix, "/p");
  const CompileOptions &C = R->Compile;
  CHECK_EQ(C.HeaderDir, "/h");
  CHECK_EQ(C.Defines.at(0), "A=1");
  CHECK_EQ(C.IncludeDirs.at(0), "i");
  CHECK_EQ(C.Cflags.at(0), "-Wall");
  CHECK_EQ(llvm::join(C.Headers.Libbpf, " "), "b");
  CHECK_EQ(llvm::join(C.Headers.Linux, " "), "l m");
  // What both make code by.
  CHECK_EQ(C.Cpu, "v2");
  CHECK_EQ(C.Target, "bpfeb");
  CHECK_EQ(C.CpuFeatures, "+alu32");
  CHECK(C.Optimize == OptimizationLevel::Oz);
  CHECK_EQ(C.StripPathPrefix, "/p");
  CHECK_EQ(R->Emit.size(), 2u);
  CHECK(R->Emit[1].Kind == ArtifactKind::Ir && R->Emit[1].Path == "o.ll");
  CHECK(R->Inspect && R->Inspect->Disassembly && R->Inspect->Types);
}

void defaults() {
  DiagnosticSink Sink;
  auto R = parse("\"inputs\":[{\"path\":\"a.bc\"}]", Sink);
  CHECK(R && R->Action == JobAction::Link && R->Emit.size() == 1 &&
        R->Emit[0].Kind == ArtifactKind::Object && !R->Inspect);
  auto C = parse("\"action\":\"compile\",\"inputs\":[{\"path\":\"a.c\"},"
                 "{\"path\":\"b.c\"}]",
                 Sink);
  CHECK(C && C->Emit.size() == 2 && C->Emit[1].Kind == ArtifactKind::Bitcode);
  auto I =
      parse("\"action\":\"inspect\",\"inputs\":[{\"path\":\"a.o\"}]", Sink);
  CHECK(I && I->Inspect && I->Emit.empty());
}

void mistakesNameTheirKey() {
  CHECK_CONTAINS(refusal("\"acton\":1"), "acton: there is no such key; did you "
                                         "mean 'action'?");
  CHECK_CONTAINS(refusal("\"link\":{\"exports\":{\"autoo\":1}}"),
                 "link.exports.autoo: there is no such key");
  CHECK_CONTAINS(refusal("\"inputs\":[{\"path\":\"a\"},{\"path\":3}]"),
                 "inputs[1].path: expected a string, found 3");
  CHECK_CONTAINS(refusal("\"inputs\":[{\"path\":\"a\\u0000b\"}]"),
                 "inputs[0].path");
  CHECK_CONTAINS(refusal("\"inputs\":[{\"path\":\"a\",\"blob\":0}]"),
                 "inputs[0]: expected either path, or name and blob");
  CHECK_CONTAINS(refusal("\"inputs\":[{\"name\":\"a\",\"blob\":1}]"),
                 "inputs[0].blob: the message has 0 blobs");
  CHECK_CONTAINS(refusal("\"link\":{\"btf\":\"yes\"}"),
                 "link.btf: expected true or false, found \"yes\"");
  CHECK_CONTAINS(refusal("\"code\":{\"optimize\":\"9\"}"),
                 "code.optimize: expected 0, 1, 2, 3, s or z");
  CHECK_CONTAINS(refusal("\"link\":{\"llvmArgs\":[\"a\",1]}"),
                 "link.llvmArgs[1]: expected a string");
  CHECK_CONTAINS(refusal("\"limits\":{\"memoryBytes\":-1}"),
                 "limits.memoryBytes: expected a whole number");
  CHECK_CONTAINS(refusal("\"emit\":[{\"kind\":\"obj\"}]"),
                 "emit[0].kind: expected object, assembly, bitcode or ir");
  CHECK_CONTAINS(refusal("\"emit\":[{\"kind\":\"ir\"},{\"kind\":\"ir\"}]"),
                 "each kind once, found ir twice");
  CHECK_CONTAINS(refusal("\"action\":\"inspect\",\"inputs\":[]"),
                 "inspect takes one object");
  CHECK_CONTAINS(refusal("\"workingDirectory\":\"w\",\"x\":{}"), "x: there is");
  // All of them at once, not only the first.
  std::string Two = refusal("\"a1\":1,\"b1\":2");
  CHECK_CONTAINS(Two, "a1:");
  CHECK_CONTAINS(Two, "b1:");
}

void otherVersionsAreRefused() {
  auto Refusal = [](StringRef Text) {
    DiagnosticSink Sink;
    Message M{std::move(*json::parse(Text)->getAsObject()), {}};
    CHECK(!parseRequest(M, Sink));
    return Sink.all().empty() ? "" : Sink.all()[0].Message;
  };
  // Keys of another version are not complained about.
  CHECK_CONTAINS(Refusal("{\"format\":2,\"package\":\"99.0.0\",\"new\":1}"),
                 "of bpf-linker 99.0.0, job format 2");
  CHECK_CONTAINS(
      Refusal("{\"format\":3,\"package\":\"" BPF_LINKER_VERSION "\"}"),
      "job format 3");
  CHECK_CONTAINS(Refusal("{}"), "(no version)");
}

} // namespace

int main() {
  everyKeyArrives();
  defaults();
  mistakesNameTheirKey();
  otherVersionsAreRefused();
  return test::result();
}
