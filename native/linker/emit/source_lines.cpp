// BTFDebug::populateFileContent reads a file that a source location names and
// makes a string of each of its lines, unless the DIFile has its text embedded
// (-gembed-source). So scopes get files that have: needed lines as they are,
// others empty.

#include "linker/emit/source_lines.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <set>

using namespace llvm;

namespace bpflinker {

namespace {

struct Uses {
  std::set<unsigned> Lines;
  SmallSetVector<DIScope *, 8> Scopes;
};

class Embedder {
public:
  explicit Embedder(const Module &M) {
    for (const Function &F : M)
      if (!F.isDeclaration())
        collect(F);
  }
  void embed(StringRef Root);
  void embedNothing();
  /// Of the files whose text is not in the module.
  std::vector<std::string> paths(StringRef Root) const;

private:
  void collect(const Function &F);
  void add(DIScope *Scope, unsigned Line);
  static void setText(const DIFile &File, const Uses &Of, StringRef Text);

  MapVector<DIFile *, Uses> Files;
  const DILocation *Last = nullptr;
};

void Embedder::add(DIScope *Scope, unsigned Line) {
  DIFile *File = Scope->getFile();
  if (!File || File == Scope)
    return;
  Uses &Of = Files[File];
  Of.Lines.insert(Line);
  Of.Scopes.insert(Scope);
}

void Embedder::collect(const Function &F) {
  if (DISubprogram *Subprogram = F.getSubprogram())
    add(Subprogram, Subprogram->getLine());
  for (const Instruction &I : instructions(F)) {
    const DILocation *L = I.getDebugLoc();
    if (L == Last)
      continue;
    Last = L;
    // Merging locations may make one of the places that code was inlined to.
    for (; L; L = L->getInlinedAt())
      add(L->getScope(), L->getLine());
  }
}

struct SourcePath {
  std::string Path;
  /// It was cut off at `Root`, so that the back end would not find it.
  bool IsCut;
};

/// As BTFDebug::populateFileContent finds it, but that paths which were cut off
/// at a folder begin there, and not where the process happens to be.
SourcePath pathOf(const DIFile &File, StringRef Root) {
  StringRef Name = File.getFilename();
  std::string Path = Name.str();
  if (!Name.starts_with("/") && !File.getDirectory().empty())
    Path = (File.getDirectory() + "/" + Name).str();
  bool IsCut = !Root.empty() && !sys::path::is_absolute(Path);
  if (IsCut)
    Path = (Root + "/" + Path).str();
  return {std::move(Path), IsCut};
}

std::unique_ptr<MemoryBuffer> read(const DIFile &File, StringRef Root) {
  if (std::optional<StringRef> Source = File.getSource())
    return MemoryBuffer::getMemBuffer(*Source, "",
                                      /*RequiresNullTerminator=*/false);
  SourcePath Source = pathOf(File, Root);
  auto Buffer = MemoryBuffer::getFile(Source.Path);
  if (Buffer)
    return std::move(*Buffer);
  return Source.IsCut ? MemoryBuffer::getMemBuffer("") : nullptr;
}

std::string onlyLines(StringRef Text, const std::set<unsigned> &Lines) {
  // LLVM's line iterator takes a zero for the end.
  Text = Text.split('\0').first;
  std::string Result;
  auto Next = Lines.lower_bound(1);
  for (unsigned Line = 1; Next != Lines.end() && !Text.empty(); ++Line) {
    size_t End = std::min(Text.find('\n'), Text.size() - 1) + 1;
    if (Line == *Next) {
      Result += Text.take_front(End);
      ++Next;
    } else {
      Result += '\n';
    }
    Text = Text.drop_front(End);
  }
  return Result;
}

void Embedder::embed(StringRef Root) {
  for (auto &[File, Of] : Files) {
    std::unique_ptr<MemoryBuffer> Text = read(*File, Root);
    if (!Text)
      continue;
    setText(*File, Of, onlyLines(Text->getBuffer(), Of.Lines));
  }
}

void Embedder::embedNothing() {
  for (const auto &[File, Of] : Files)
    setText(*File, Of, "");
}

void Embedder::setText(const DIFile &File, const Uses &Of, StringRef Text) {
  DIFile *Short = DIFile::get(File.getContext(), File.getFilename(),
                              File.getDirectory(), File.getChecksum(), Text);
  for (DIScope *Scope : Of.Scopes)
    Scope->replaceOperandWith(0, Short); // DIScope::getRawFile
}

std::vector<std::string> Embedder::paths(StringRef Root) const {
  std::vector<std::string> Paths;
  for (const auto &[File, Of] : Files) {
    if (File->getSource())
      continue;
    SmallString<256> Path(pathOf(*File, Root).Path);
    if (!sys::fs::make_absolute(Path))
      Paths.push_back(Path.str().str());
  }
  llvm::sort(Paths);
  Paths.erase(llvm::unique(Paths), Paths.end());
  return Paths;
}

} // namespace

std::vector<std::string> embedSourceLines(Module &M, StringRef Root) {
  Embedder All(M);
  All.embed(Root);
  return All.paths(Root);
}

void embedNoSourceLines(Module &M) { Embedder(M).embedNothing(); }

std::vector<std::string> lineSources(const Module &M, StringRef Root) {
  return Embedder(M).paths(Root);
}

} // namespace bpflinker
