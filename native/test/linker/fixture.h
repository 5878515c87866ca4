// Inputs and merges for the tests of linker/: small texts of IR, as bitcode.

#ifndef BPF_LINKER_TEST_LINKER_FIXTURE_H
#define BPF_LINKER_TEST_LINKER_FIXTURE_H

#include "linker/steps.h"
#include "test/check.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/SourceMgr.h"

namespace bpflinker::test {

/// The head of every module of C.
inline constexpr llvm::StringLiteral Bpf =
    "target datalayout = \"e-m:e-p:64:64-i64:64-i128:128-n32:64-S128\"\n"
    "target triple = \"bpf\"\n";

/// A word as bitcode has it.
inline std::string le32(uint32_t Value) {
  return {char(Value), char(Value >> 8), char(Value >> 16), char(Value >> 24)};
}

inline std::string assemble(const llvm::Twine &Ir) {
  llvm::LLVMContext Context;
  llvm::SMDiagnostic Problem;
  std::string Text = Ir.str();
  auto M = llvm::parseAssemblyString(Text, Problem, Context);
  std::string Bytes;
  if (!M) {
    fail(__FILE__, __LINE__, "a fixture does not parse");
    Problem.print("fixture", llvm::errs());
    return Bytes;
  }
  llvm::raw_string_ostream Stream(Bytes);
  llvm::WriteBitcodeToFile(*M, Stream);
  return Bytes;
}

inline LinkInput bytes(llvm::StringRef Name, llvm::StringRef Bytes) {
  LinkInput Input;
  Input.Name = Name.str();
  Input.Buffer = llvm::MemoryBuffer::getMemBufferCopy(Bytes, Name);
  return Input;
}

/// Bitcode of `Ir`, which gets the head of a BPF module.
inline LinkInput bitcode(llvm::StringRef Name, const llvm::Twine &Ir) {
  return bytes(Name, assemble(Bpf + Ir));
}

struct Member {
  std::string Name, Bytes;
};

inline std::string
archiveOf(llvm::ArrayRef<Member> Members,
          llvm::object::Archive::Kind Kind = llvm::object::Archive::K_GNU) {
  std::vector<llvm::NewArchiveMember> New;
  for (const Member &M : Members)
    New.emplace_back(llvm::MemoryBufferRef(M.Bytes, M.Name));
  auto Buffer = llvm::writeArchiveToBuffer(
      New, llvm::SymtabWritingMode::NoSymtab, Kind, /*Deterministic=*/true,
      /*Thin=*/false);
  if (!Buffer) {
    fail(__FILE__, __LINE__, llvm::toString(Buffer.takeError()));
    return "";
  }
  return (*Buffer)->getBuffer().str();
}

/// An archive of one member, "m.o".
inline LinkInput archive(llvm::StringRef Name, const llvm::Twine &Ir) {
  return bytes(Name, archiveOf({{"m.o", assemble(Bpf + Ir)}}));
}

template <typename... T> std::vector<LinkInput> inputs(T... Each) {
  std::vector<LinkInput> All;
  (All.push_back(std::move(Each)), ...);
  return All;
}

/// One merge and all that came of it.
struct Merge {
  llvm::LLVMContext Context;
  DiagnosticSink Diagnostics;
  MergedModule Result;

  Merge(std::vector<LinkInput> Inputs, const LinkOptions &Options,
        const LinkSteps &Steps = {}) {
    Timings Times;
    Result = mergeInputs(std::move(Inputs), Options, Context, Diagnostics,
                         Times, Steps);
  }

  llvm::GlobalValue *find(llvm::StringRef Name) const {
    return Result.M ? Result.M->getNamedValue(Name) : nullptr;
  }
  bool defines(llvm::StringRef Name) const {
    const llvm::GlobalValue *V = find(Name);
    return V && !V->isDeclaration();
  }
  /// What a function returns, as text: "7".
  std::string returns(llvm::StringRef Name) const {
    auto *F = llvm::dyn_cast_or_null<llvm::Function>(find(Name));
    if (!F || F->isDeclaration())
      return "nothing";
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    F->back().getTerminator()->getOperand(0)->printAsOperand(Stream, false);
    return Text;
  }
  std::string exports() const { return llvm::join(Result.Exports, " "); }
  /// The codes of what was reported: "INPUT_EMPTY NO_INPUTS".
  std::string codes() const {
    std::vector<std::string> All;
    for (const Diagnostic &D : Diagnostics.all())
      All.push_back(codeName(D.Id).str());
    return llvm::join(All, " ");
  }
  /// Everything that was reported, as it would be printed.
  std::string report() const {
    std::string Text;
    for (const Diagnostic &D : Diagnostics.all())
      Text += formatDiagnostic(D);
    return Text;
  }
};

inline LinkOptions exporting(std::vector<std::string> Patterns) {
  LinkOptions Options;
  Options.Exports.Patterns = std::move(Patterns);
  return Options;
}

inline LinkOptions automatic() {
  LinkOptions Options;
  Options.Exports.Auto = true;
  return Options;
}

} // namespace bpflinker::test

#endif
