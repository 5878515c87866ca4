#include "compiler/dependencies.h"
#include "compiler/paths.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;

namespace bpflinker {
namespace {

/// An absolute path, with ".." taken out where that names the same file: it
/// does not after a symbolic link.
std::string normalPath(StringRef WorkingDir, StringRef Path,
                       vfs::FileSystem &Files) {
  std::string Absolute = absolutePath(WorkingDir, Path);
  SmallString<256> Short(Absolute);
  if (!sys::path::remove_dots(Short, /*remove_dot_dot=*/true))
    return Absolute;
  ErrorOr<vfs::Status> Long = Files.status(Absolute);
  ErrorOr<vfs::Status> Other = Files.status(Short);
  bool Same = !Long || (Other && Long->equivalent(*Other));
  return Same ? Short.str().str() : Absolute;
}

} // namespace

class Dependencies::Callbacks final : public clang::PPCallbacks {
public:
  Callbacks(Dependencies &Owner, const clang::SourceManager &Sources)
      : Owner(Owner), Sources(Sources) {}

  void InclusionDirective(clang::SourceLocation HashLoc, const clang::Token &,
                          StringRef FileName, bool IsAngled,
                          clang::CharSourceRange,
                          clang::OptionalFileEntryRef File, StringRef,
                          StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (File)
      return;
    if (sys::path::is_absolute(FileName)) {
      Owner.More.push_back(FileName.str());
      return;
    }
    if (!IsAngled)
      addIn(sys::path::parent_path(Sources.getFilename(HashLoc)), FileName);
    for (StringRef Folder : Owner.IncludeDirs)
      addIn(Folder, FileName);
  }

  void MacroExpands(const clang::Token &Name, const clang::MacroDefinition &,
                    clang::SourceRange, const clang::MacroArgs *) override {
    const clang::IdentifierInfo *Id = Name.getIdentifierInfo();
    if (Id && (Id->isStr("__DATE__") || Id->isStr("__TIME__") ||
               Id->isStr("__TIMESTAMP__")))
      Owner.UsesClock = true;
  }

private:
  void addIn(StringRef Folder, StringRef FileName) {
    SmallString<256> Path(Folder);
    sys::path::append(Path, FileName);
    Owner.More.push_back(Path.str().str());
  }

  Dependencies &Owner;
  const clang::SourceManager &Sources;
};

void Dependencies::attachToPreprocessor(clang::Preprocessor &PP) {
  DependencyCollector::attachToPreprocessor(PP);
  PP.addPPCallbacks(std::make_unique<Callbacks>(*this, PP.getSourceManager()));
}

bool Dependencies::isDependency(StringRef Path, bool IsMissing) {
  return !IsMissing && !Path.starts_with("<");
}

std::vector<std::string> Dependencies::list(StringRef Source,
                                            vfs::FileSystem &Files) const {
  std::vector<std::string> All;
  for (StringRef Path : getDependencies())
    All.push_back(normalPath(WorkingDir, Path, Files));
  for (StringRef Path : More)
    All.push_back(normalPath(WorkingDir, Path, Files));
  std::string First = normalPath(WorkingDir, Source, Files);
  llvm::sort(All);
  All.erase(llvm::unique(All), All.end());
  llvm::erase(All, First);
  All.insert(All.begin(), std::move(First));
  return All;
}

} // namespace bpflinker
