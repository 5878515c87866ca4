#include "job/response.h"

#include "job/request.h"

#include "llvm/Config/llvm-config.h"

using namespace llvm;

namespace bpflinker {
namespace {

/// Names come from bitcode and file systems and may be any bytes.
std::string text(StringRef Bytes) {
  return json::isUTF8(Bytes) ? Bytes.str() : json::fixUTF8(Bytes);
}

json::Object toJson(const FixIt &F) {
  return json::Object{{"file", text(F.Begin.File)}, {"line", F.Begin.Line},
                      {"column", F.Begin.Column},   {"endLine", F.End.Line},
                      {"endColumn", F.End.Column},  {"text", text(F.Text)}};
}

json::Array toJson(ArrayRef<std::string> Strings) {
  json::Array List;
  for (const std::string &S : Strings)
    List.push_back(text(S));
  return List;
}

} // namespace

json::Object toJson(const Diagnostic &D) {
  json::Object Out{{"severity", severityName(D.Level)},
                   {"code", codeName(D.Id)},
                   {"message", text(D.Message)}};
  auto AddText = [&](StringRef Key, StringRef Value) {
    if (!Value.empty())
      Out[Key] = text(Value);
  };
  auto AddNumber = [&](StringRef Key, unsigned Value) {
    if (Value)
      Out[Key] = Value;
  };
  AddText("hint", D.Hint);
  AddText("symbol", D.Symbol);
  AddText("file", D.Where.File);
  AddNumber("line", D.Where.Line);
  AddNumber("column", D.Where.Column);
  AddNumber("length", D.Length);
  AddText("sourceLine", D.SourceLine);
  json::Array Notes;
  for (const Diagnostic &N : D.Notes)
    Notes.push_back(toJson(N));
  if (!Notes.empty())
    Out["notes"] = std::move(Notes);
  json::Array FixIts;
  for (const FixIt &F : D.FixIts)
    FixIts.push_back(toJson(F));
  if (!FixIts.empty())
    Out["fixIts"] = std::move(FixIts);
  return Out;
}

json::Object responseHeader(bool Ok) {
  return json::Object{{"format", JobFormat},
                      {"package", BPF_LINKER_VERSION},
                      {"llvm", LLVM_VERSION_STRING},
                      {"ok", Ok}};
}

MessageBytes encodeResponse(JobResponse Response) {
  bool Ok = llvm::none_of(Response.Diagnostics, [](const Diagnostic &D) {
    return D.Level == Severity::Error;
  });
  json::Object Out = responseHeader(Ok);

  std::vector<StringRef> Blobs;
  json::Array Artifacts;
  for (const JobArtifact &A : Response.Artifacts) {
    json::Object Entry{{"kind", artifactKindName(A.Kind)}};
    if (A.Path.empty()) {
      Entry["blob"] = int64_t(Blobs.size());
      Blobs.emplace_back(A.Bytes.data(), A.Bytes.size());
    } else {
      Entry["path"] = text(A.Path);
      Entry["size"] = int64_t(A.Bytes.size());
    }
    Artifacts.push_back(std::move(Entry));
  }
  Out["artifacts"] = std::move(Artifacts);

  json::Array Diagnostics;
  for (const Diagnostic &D : Response.Diagnostics)
    Diagnostics.push_back(toJson(D));
  Out["diagnostics"] = std::move(Diagnostics);
  Out["dependencies"] = toJson(Response.Dependencies);
  if (!Response.Absent.empty())
    Out["absent"] = toJson(Response.Absent);
  if (!Response.LineSources.empty())
    Out["lineSources"] = toJson(Response.LineSources);
  if (Response.UsesClock)
    Out["usesClock"] = true;
  Out["exports"] = toJson(Response.Exports);

  json::Array Timings;
  for (const PhaseTime &P : Response.Timings)
    Timings.push_back(json::Object{{"phase", text(P.Phase)},
                                   {"milliseconds", P.Milliseconds}});
  Out["timings"] = std::move(Timings);
  return encodeMessage(std::move(Out), Blobs,
                       Response.Object ? StringRef(*Response.Object) : "");
}

} // namespace bpflinker
