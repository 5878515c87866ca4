// One C source → bitcode. In order:
//
//   open        a view of the file system with its own working directory
//   headers     the folders that the options name have them (headers.cpp)
//   invocation  options and flags as clang takes them (invocation.cpp)
//   front end   parse, check, and LLVM IR, unoptimised but as for -O2
//   early       the BPF target's passes that must see one module alone
//   write       bitcode without symbol table: the linker scans records instead

#include "compiler/compiler.h"
#include "compiler/dependencies.h"
#include "compiler/diagnostics.h"
#include "compiler/early_passes.h"
#include "compiler/foreign_headers.h"
#include "compiler/headers.h"
#include "compiler/invocation.h"
#include "compiler/lookups.h"
#include "compiler/paths.h"

#include "clang/Basic/Stack.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;

namespace bpflinker {
namespace {

/// The front end up to LLVM IR. clang's own EmitLLVMOnlyAction does the same
/// and pulls a second optimiser into the library.
class EmitModule final : public clang::ASTFrontendAction {
public:
  explicit EmitModule(LLVMContext &Context) : Context(Context) {}

  /// Null unless the source compiled.
  std::unique_ptr<Module> take() { return std::move(Result); }

private:
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Instance,
                    StringRef Source) override {
    auto Made = clang::CreateLLVMCodeGen(Instance, Source, Context);
    Generator = Made.get();
    return Made;
  }

  void EndSourceFileAction() override {
    if (Generator && !getCompilerInstance().getDiagnostics().hasErrorOccurred())
      Result = Generator->ReleaseModule();
  }

  LLVMContext &Context;
  clang::CodeGenerator *Generator = nullptr;
  std::unique_ptr<Module> Result;
};

/// The machine's files, with `WorkingDir` as the place where relative paths
/// start. Null after an error.
IntrusiveRefCntPtr<vfs::FileSystem> openFiles(const std::string &WorkingDir,
                                              DiagnosticSink &Diagnostics) {
  IntrusiveRefCntPtr<vfs::FileSystem> Files = vfs::createPhysicalFileSystem();
  SmallString<256> Dir(WorkingDir);
  std::error_code Problem =
      Dir.empty() ? sys::fs::current_path(Dir) : sys::fs::make_absolute(Dir);
  if (!Problem)
    Problem = Files->setCurrentWorkingDirectory(Dir);
  if (!Problem)
    return Files;
  Diagnostics.report(
      error(Code::OPTION_INVALID, "the working directory '" + Dir.str().str() +
                                      "' cannot be used: " + Problem.message())
          .atFile(Dir));
  return nullptr;
}

/// Lays bytes from memory over the file system, under their name.
IntrusiveRefCntPtr<vfs::FileSystem>
overlay(const IntrusiveRefCntPtr<vfs::FileSystem> &Files, StringRef Path,
        const MemoryBuffer &Bytes) {
  auto Memory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  // clang's lexer stops at a terminating zero, which the caller's bytes need
  // not have; a copy does.
  Memory->addFile(Path, 0,
                  MemoryBuffer::getMemBufferCopy(Bytes.getBuffer(), Path));
  auto Both = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(Files);
  Both->pushOverlay(Memory);
  return Both;
}

bool checkSource(StringRef Path, vfs::FileSystem &Files,
                 DiagnosticSink &Diagnostics) {
  auto Report = [&](Code Id, const Twine &Message, StringRef Hint) {
    Diagnostics.report(error(Id, Message.str()).atFile(Path).hint(Hint.str()));
    return false;
  };
  const StringRef CheckPath =
      "check the path; it is relative to the working directory";
  ErrorOr<vfs::Status> Status = Files.status(Path);
  if (!Status)
    return Report(Code::INPUT_NOT_FOUND,
                  "cannot open " + Path + ": " + Status.getError().message(),
                  CheckPath);
  if (Status->isDirectory())
    return Report(Code::INPUT_IS_DIRECTORY,
                  Path + " is a directory; a C source was expected",
                  "name the sources in it");
  if (auto File = Files.openFileForRead(Path); !File)
    return Report(Code::INPUT_NOT_FOUND,
                  "cannot open " + Path + ": " + File.getError().message(),
                  "check its permissions");
  if (Status->getSize() == 0 && Status->isRegularFile())
    return Report(Code::INPUT_EMPTY, Path + " is empty",
                  "a C source was expected; whatever should have written it "
                  "wrote nothing");
  return true;
}

std::unique_ptr<MemoryBuffer> writeBitcode(const Module &M, StringRef Name) {
  SmallVector<char, 0> Bytes;
  Bytes.reserve(64 << 10);
  {
    BitcodeWriter Writer(Bytes);
    Writer.writeModule(M);
    Writer.writeStrtab();
  }
  return std::make_unique<SmallVectorMemoryBuffer>(
      std::move(Bytes), Name, /*RequiresNullTerminator=*/false);
}

} // namespace

bool isSourceName(StringRef Name) { return Name.ends_with(".c"); }

CompileResult compile(CompileInput Input, const CompileOptions &Options,
                      DiagnosticSink &Diagnostics, Timings &Times) {
  PhaseTimer Timer(Times, "compile");
  CompileResult Result;

  IntrusiveRefCntPtr<vfs::FileSystem> Files =
      openFiles(Options.WorkingDir, Diagnostics);
  if (!Files)
    return Result;
  std::string WorkingDir = *Files->getCurrentWorkingDirectory();
  std::string Source = absolutePath(WorkingDir, Input.Name);
  Result.Dependencies = {Source};
  if (Input.Buffer)
    Files = overlay(Files, Source, *Input.Buffer);
  if (!checkSource(Source, *Files, Diagnostics))
    return Result;
  std::vector<std::string> Missing =
      missingHeaders(Options.Headers, WorkingDir, *Files, Diagnostics);
  if (!Missing.empty()) {
    append_range(Result.Dependencies, Missing);
    return Result;
  }

  std::shared_ptr<clang::CompilerInvocation> Invocation =
      buildInvocation(Input.Name, Options, Files, Diagnostics);
  if (!Invocation)
    return Result;

  clang::noteBottomOfStack();
  clang::CompilerInstance Instance(Invocation);
  ClangDiagnostics Consumer(Diagnostics, WorkingDir, Input.Name,
                            Code::COMPILE_ERROR);
  auto Asked = makeIntrusiveRefCnt<Lookups>(Files);
  IntrusiveRefCntPtr<vfs::FileSystem> Searched =
      withoutForeignHeaders(Asked, Invocation->getHeaderSearchOpts(),
                            ownClangHeaders(Options, WorkingDir), WorkingDir);
  Instance.createVirtualFileSystem(
      withNamedHeaders(std::move(Searched), Options.Headers, WorkingDir),
      &Consumer);
  Instance.createDiagnostics(&Consumer, /*ShouldOwnClient=*/false);
  // "2 warnings generated."
  Instance.setVerboseOutputStream(nulls());
  auto Read = std::make_shared<Dependencies>(WorkingDir, Options.IncludeDirs);
  Instance.addDependencyCollector(Read);

  LLVMContext Context;
  Context.setDiscardValueNames(Invocation->getCodeGenOpts().DiscardValueNames);
  EmitModule Action(Context);
  bool Good = Instance.ExecuteAction(Action);
  Consumer.flush();
  // Flags name files too (`-fprofile-list=`), which the preprocessor never
  // sees.
  for (const std::string &Path : Asked->opened())
    Read->add(Path);
  Result.Dependencies = Read->list(Source, *Files);
  Result.Absent = Asked->absent();
  llvm::erase_if(Result.Absent, isPlaceOfNamedHeaders);
  Result.UsesClock = Read->usesClock();

  std::unique_ptr<Module> M = Action.take();
  if (!Good || !M)
    return Result;
  const clang::TargetOptions &Target = Invocation->getTargetOpts();
  M->setSourceFileName(sys::path::filename(Input.Name));
  runEarlyPasses(*M, Target.CPU, join(Target.Features, ","));
  Result.Bitcode = writeBitcode(*M, Input.Name);
  return Result;
}

} // namespace bpflinker
