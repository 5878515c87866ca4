// A folder of sources for the tests of the compiler, and one compile in it.

#ifndef BPF_LINKER_TEST_COMPILER_PROJECT_H
#define BPF_LINKER_TEST_COMPILER_PROJECT_H

#include "compiler/compiler.h"
#include "test/check.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <string>
#include <vector>

namespace bpflinker::test {

/// A new temporary folder, removed at the end. Its path has no symbolic links.
class Project {
public:
  Project() {
    llvm::SmallString<128> Made;
    if (llvm::sys::fs::createUniqueDirectory("bpf-linker-test", Made) ||
        llvm::sys::fs::real_path(Made, Dir))
      llvm::report_fatal_error("no temporary folder");
  }
  ~Project() { (void)llvm::sys::fs::remove_directories(Dir); }
  Project(const Project &) = delete;
  Project &operator=(const Project &) = delete;

  std::string path(llvm::StringRef Name = "") const {
    llvm::SmallString<128> Path(Dir);
    if (!Name.empty())
      llvm::sys::path::append(Path, Name);
    return Path.str().str();
  }

  Project &file(llvm::StringRef Name, llvm::StringRef Text) {
    std::string Path = path(Name);
    (void)llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Path));
    std::error_code Problem;
    llvm::raw_fd_ostream(Path, Problem) << Text;
    CHECK(!Problem);
    return *this;
  }

private:
  llvm::SmallString<128> Dir;
};

/// What one compile gave.
struct Compiled {
  Compiled() = default;
  Compiled(Compiled &&) = default;
  // Would free the context before the module that is in it.
  Compiled &operator=(Compiled &&) = delete;

  CompileResult Result;
  std::vector<Diagnostic> Diagnostics;
  std::unique_ptr<llvm::LLVMContext> Context;
  /// Null when compiling failed.
  std::unique_ptr<llvm::Module> M;

  /// The first diagnostic; fails the test when there is none.
  const Diagnostic &first() const {
    static const Diagnostic None;
    CHECK(!Diagnostics.empty());
    return Diagnostics.empty() ? None : Diagnostics.front();
  }
  std::string ir() const {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    if (M)
      M->print(Out, nullptr);
    return Text;
  }
};

/// Compiles `Name` of the project with `Options`, the headers of the build and
/// the project as working directory. `Bytes`: from memory instead of the file.
inline Compiled compileIn(const Project &P, llvm::StringRef Name,
                          CompileOptions Options = {},
                          const char *Bytes = nullptr) {
  Options.WorkingDir = P.path();
  Options.HeaderDir = BPF_LINKER_TEST_HEADERS;
  CompileInput Input;
  Input.Name = Name.str();
  if (Bytes)
    Input.Buffer = llvm::MemoryBuffer::getMemBuffer(Bytes);
  DiagnosticSink Sink;
  Timings Times;
  Compiled C;
  C.Result = compile(std::move(Input), Options, Sink, Times);
  C.Diagnostics = Sink.take();
  C.Context = std::make_unique<llvm::LLVMContext>();
  if (C.Result.Bitcode) {
    auto M = llvm::parseBitcodeFile(*C.Result.Bitcode, *C.Context);
    if (!M)
      fail(__FILE__, __LINE__, llvm::toString(M.takeError()));
    else
      C.M = std::move(*M);
    if (C.M)
      CHECK(!llvm::verifyModule(*C.M, &llvm::errs()));
  }
  return C;
}

/// Compiles, and fails the test with clang's messages when that fails.
inline Compiled compileGood(const Project &P, llvm::StringRef Name,
                            CompileOptions Options = {},
                            const char *Bytes = nullptr) {
  Compiled C = compileIn(P, Name, std::move(Options), Bytes);
  if (!C.M)
    fail(__FILE__, __LINE__, Name + " does not compile");
  for (const Diagnostic &D : C.Diagnostics)
    if (D.Level == Severity::Error)
      llvm::errs() << formatDiagnostic(D);
  return C;
}

} // namespace bpflinker::test

#endif
