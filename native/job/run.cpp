#include "job/run.h"

#include "job/paths.h"
#include "job/write_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

/// One run, from the request to the response. The public method reads like
/// what a job does.
class JobRun {
public:
  JobRun(JobRequest R, InputNames Names, Progress &Where,
         const LastWords &AtFatal, LinkFunction *Link)
      : Request(std::move(R)), Names(Names), Where(Where), Link(Link) {
    if (AtFatal)
      Diagnostics.onFatal([this, AtFatal] { AtFatal(finish()); });
    Times.observe([this](StringRef Phase) { this->Where.enterPhase(Phase); });
    for (const JobInput &I : Request.Inputs)
      if (I.Buffer)
        InMemory.insert(I.Name);
    CompileOptions &C = Request.Compile;
    C.WorkingDir = Request.WorkingDirectory;
    if (C.HeaderDir.empty())
      C.HeaderDir = packagedHeaderDirectory();
    if (!Request.Link.DumpModule.empty())
      Request.Link.DumpModule = absolute(Request.Link.DumpModule);
  }

  JobResponse run() {
    ScopedFatalErrorHandler OnFatalError(onFatalError, &Diagnostics);
    switch (Request.Action) {
    case JobAction::Compile:
      compileOnly();
      break;
    case JobAction::Link:
      linkInputs();
      break;
    case JobAction::Inspect:
      inspectInput();
      break;
    }
    writeArtifacts();
    return finish();
  }

private:
  void compileOnly();
  void linkInputs();
  void inspectInput();
  void inspectObject(MemoryBufferRef Object);
  void writeArtifacts();
  JobResponse finish();
  static void onFatalError(void *Sink, const char *Reason, bool IsInternal);

  std::unique_ptr<MemoryBuffer> compileInput(JobInput Input);
  std::string absolute(StringRef Path) const {
    return absolutePath(Request.WorkingDirectory, Path);
  }
  std::string nameOf(const JobInput &Input) const {
    bool Given = Input.Buffer || Names == InputNames::AsGiven;
    return Given ? Input.Name : absolute(Input.Name);
  }
  void locate(Diagnostic &D) const;
  void locate(std::string &File) const;

  JobRequest Request;
  InputNames Names;
  Progress &Where;
  LinkFunction *Link;
  DiagnosticSink Diagnostics;
  Timings Times;
  JobResponse Response;
  /// Names of inputs from memory: no paths, even if they look like some.
  StringSet<> InMemory;
};

/// Null, with errors reported, when clang refused it.
std::unique_ptr<MemoryBuffer> JobRun::compileInput(JobInput Input) {
  Where.enterInput(Input.Name);
  bool FromFile = !Input.Buffer;
  std::string Path = FromFile ? absolute(Input.Name) : "";
  // A sink of its own: the compiler stops where its sink has errors, and those
  // of an earlier source must not stop this one.
  DiagnosticSink Own;
  CompileResult Result =
      compile({std::move(Input.Name), std::move(Input.Buffer)}, Request.Compile,
              Own, Times);
  for (Diagnostic &D : Own.take())
    Diagnostics.report(std::move(D));
  // A source that cannot be opened is watched for all the same.
  if (FromFile && Result.Dependencies.empty())
    Result.Dependencies.push_back(std::move(Path));
  llvm::append_range(Response.Dependencies, Result.Dependencies);
  llvm::append_range(Response.Absent, Result.Absent);
  Response.UsesClock |= Result.UsesClock;
  Where.enterInput("");
  return std::move(Result.Bitcode);
}

void JobRun::compileOnly() {
  if (Request.Inputs.empty())
    Diagnostics.report(error(Code::NO_INPUTS, "there is nothing to compile"));
  for (auto [Input, Emit] : llvm::zip(Request.Inputs, Request.Emit)) {
    if (!isSourceName(Input.Name)) {
      Diagnostics.report(
          error(Code::INPUT_UNKNOWN_FORMAT, "only C sources (*.c) are compiled")
              .atFile(nameOf(Input)));
      continue;
    }
    std::unique_ptr<MemoryBuffer> Bitcode = compileInput(std::move(Input));
    if (!Bitcode)
      continue;
    JobArtifact A{ArtifactKind::Bitcode, {}, Emit.Path};
    A.Bytes.append(Bitcode->getBufferStart(), Bitcode->getBufferEnd());
    Response.Artifacts.push_back(std::move(A));
  }
}

void JobRun::linkInputs() {
  std::vector<LinkInput> Inputs;
  for (JobInput &Input : Request.Inputs) {
    LinkInput L;
    L.Name = nameOf(Input);
    L.MayLackBitcode = Input.MayLackBitcode;
    if (isSourceName(Input.Name) && !Input.Compiled) {
      L.Buffer = compileInput(std::move(Input));
      // Go on: the errors of all sources are worth one look.
      if (!L.Buffer)
        continue;
    } else {
      if (!Input.Buffer)
        Response.Dependencies.push_back(absolute(Input.Name));
      L.Buffer = std::move(Input.Buffer);
    }
    Inputs.push_back(std::move(L));
  }
  if (Diagnostics.hasErrors())
    return;

  LinkOptions &Options = Request.Link;
  Options.Emit.clear();
  for (const JobEmit &E : Request.Emit)
    Options.Emit.push_back(E.Kind);
  // An object only to look at is made and dropped.
  bool Wanted = is_contained(Options.Emit, ArtifactKind::Object);
  if (Request.Inspect && !Wanted)
    Options.Emit.push_back(ArtifactKind::Object);

  LinkResult Result = Link(std::move(Inputs), Options, Diagnostics, Times);
  // The linker's handler, which knows the function, is gone, and ours with it:
  // LLVM keeps only one.
  install_fatal_error_handler(onFatalError, &Diagnostics);
  Response.Context = std::move(Result.Context);
  Response.Exports = std::move(Result.Exports);
  Response.LineSources = std::move(Result.LineSources);
  for (Artifact &A : Result.Artifacts) {
    if (A.Kind == ArtifactKind::Object && Request.Inspect)
      inspectObject({StringRef(A.Bytes.data(), A.Bytes.size()), "the object"});
    auto Emit = llvm::find_if(
        Request.Emit, [&](const JobEmit &E) { return E.Kind == A.Kind; });
    if (Emit != Request.Emit.end())
      Response.Artifacts.push_back({A.Kind, std::move(A.Bytes), Emit->Path});
  }
}

void JobRun::inspectInput() {
  JobInput &Input = Request.Inputs.front();
  std::string Name = nameOf(Input);
  Where.enterInput(Name);
  if (!Input.Buffer) {
    std::string Path = absolute(Input.Name);
    Response.Dependencies.push_back(Path);
    auto File = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
    if (std::error_code EC = File.getError()) {
      bool Directory = EC == std::errc::is_a_directory;
      Diagnostics.report(
          error(Directory ? Code::INPUT_IS_DIRECTORY : Code::INPUT_NOT_FOUND,
                "cannot read " + Name + ": " + EC.message())
              .atFile(Name));
      return;
    }
    Input.Buffer = std::move(*File);
  }
  if (Input.Buffer->getBufferSize() == 0) {
    Diagnostics.report(
        error(Code::INPUT_EMPTY, Name + " is empty").atFile(Name));
    return;
  }
  inspectObject({Input.Buffer->getBuffer(), Name});
}

void JobRun::inspectObject(MemoryBufferRef Object) {
  PhaseTimer Timer(Times, "inspect");
  Response.Object = inspectText(Object, *Request.Inspect, Diagnostics);
}

void JobRun::writeArtifacts() {
  std::vector<OutputFile> Files;
  for (JobArtifact &A : Response.Artifacts)
    if (!A.Path.empty()) {
      if (Names == InputNames::Absolute)
        A.Path = absolute(A.Path);
      Files.push_back({A.Path, {A.Bytes.data(), A.Bytes.size()}});
    }
  if (Files.empty() || Diagnostics.hasErrors())
    return;
  PhaseTimer Timer(Times, "write");
  writeFiles(Files, Where, Diagnostics);
}

/// Files in diagnostics are absolute; clang names headers as it found them.
void JobRun::locate(std::string &File) const {
  if (File.empty() || sys::path::is_absolute(File) || InMemory.contains(File))
    return;
  std::string Path = absolute(File);
  if (sys::fs::exists(Path))
    File = std::move(Path);
}

void JobRun::locate(Diagnostic &D) const {
  locate(D.Where.File);
  for (FixIt &F : D.FixIts) {
    locate(F.Begin.File);
    locate(F.End.File);
  }
  for (Diagnostic &N : D.Notes)
    locate(N);
}

/// LLVM cannot go on, outside of the linker.
void JobRun::onFatalError(void *Sink, const char *Reason, bool IsInternal) {
  Diagnostic D = error(IsInternal ? Code::JOB_CRASHED : Code::CODEGEN_ERROR,
                       "LLVM gave up: " + StringRef(Reason).trim().str());
  std::string Text = formatDiagnostic(D);
  if (!static_cast<DiagnosticSink *>(Sink)->fatal(std::move(D)))
    writeAll(STDERR_FILENO, Text);
}

JobResponse JobRun::finish() {
  if (Diagnostics.hasErrors()) {
    Response.Artifacts.clear();
    Response.Object.reset();
  }
  Response.Diagnostics = Diagnostics.take();
  if (Names == InputNames::Absolute)
    for (Diagnostic &D : Response.Diagnostics)
      locate(D);
  for (std::vector<std::string> *Paths :
       {&Response.Dependencies, &Response.Absent}) {
    llvm::sort(*Paths);
    Paths->erase(llvm::unique(*Paths), Paths->end());
  }
  Response.Timings = Times.phases();
  Where.enterPhase("");
  return std::move(Response);
}

} // namespace

JobResponse runJob(JobRequest Request, InputNames Names, Progress &Where,
                   const LastWords &AtFatalError, LinkFunction *Link) {
  return JobRun(std::move(Request), Names, Where, AtFatalError, Link).run();
}

JobResponse failedJob(DiagnosticSink &Diagnostics) {
  JobResponse Response;
  Response.Diagnostics = Diagnostics.take();
  return Response;
}

} // namespace bpflinker
