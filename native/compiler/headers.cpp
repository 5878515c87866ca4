// Two things see to it that the option does what it says. What is named must be
// there: a folder that is one too deep, or one without asm/, would otherwise
// show as a header that is not found in every source. And no more than what is
// named is searched: of a system's folder, which has everything, the other
// library's headers would come along in silence.

#include "compiler/headers.h"
#include "compiler/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace bpflinker {
namespace {

struct Library {
  /// In the option, and the folder in the package.
  StringLiteral Key;
  std::vector<std::string> HeaderFolders::*Member;
  /// Folders that are its own.
  ArrayRef<StringRef> Parts;
  /// Headers without which it is not there.
  ArrayRef<StringRef> Needed;
};

constexpr StringRef LibbpfParts[] = {"bpf"};
constexpr StringRef LibbpfNeeded[] = {"bpf/bpf_helpers.h"};
constexpr StringRef LinuxParts[] = {"linux", "asm", "asm-generic"};
// linux/types.h, which linux/bpf.h includes, begins with asm/types.h.
constexpr StringRef LinuxNeeded[] = {"linux/bpf.h", "asm/types.h"};

const Library Libraries[] = {
    {"libbpf", &HeaderFolders::Libbpf, LibbpfParts, LibbpfNeeded},
    {"linux", &HeaderFolders::Linux, LinuxParts, LinuxNeeded},
};

/// No path of a machine.
constexpr StringLiteral Places = "/.bpf-linker/headers/";

std::vector<std::string> absolutePaths(StringRef WorkingDir,
                                       ArrayRef<std::string> Given) {
  std::vector<std::string> All;
  for (const std::string &Path : Given)
    All.push_back(absolutePath(WorkingDir, Path));
  return All;
}

/// Where the folder number `Index` of a library is searched.
std::string placeOf(const Library &L, size_t Index) {
  return (Places + L.Key + "/" + Twine(Index)).str();
}

/// The folders of one key of the option, and what they lack.
class NamedFolders {
public:
  NamedFolders(StringRef Key, std::vector<std::string> Folders,
               vfs::FileSystem &Files, DiagnosticSink &Diagnostics)
      : Key(Key), Folders(std::move(Folders)), Files(Files),
        Diagnostics(Diagnostics) {}

  /// One of them must have each of `Headers`. Paths where that would be.
  std::vector<std::string> missing(ArrayRef<StringRef> Headers) {
    for (const std::string &Folder : Folders)
      if (!isFolder(Folder))
        return {Folder};
    for (StringRef Header : Headers)
      if (std::vector<std::string> Places = missing(Header); !Places.empty())
        return Places;
    return {};
  }

private:
  bool isFolder(const std::string &Path) {
    ErrorOr<vfs::Status> Found = Files.status(Path);
    if (Found && Found->isDirectory())
      return true;
    refuse("expected a folder, found " +
               std::string(Found ? "a file at" : "nothing at") + " '" + Path +
               "'",
           withoutThem());
    return false;
  }

  std::vector<std::string> missing(StringRef Header) {
    std::vector<std::string> Places;
    for (const std::string &Folder : Folders) {
      Places.push_back(pathIn(Folder, Header));
      if (Files.exists(Places.back()))
        return {};
    }
    refuse(("expected a folder with " + Header + ", found none in '" +
            join(Folders, "', '") + "'")
               .str(),
           hint(Header));
    return Places;
  }

  /// The setting that would be right, where a look around finds it.
  std::string hint(StringRef Header) {
    auto [Part, Rest] = Header.split('/');
    std::vector<std::string> Right = Folders;
    for (std::string &Folder : Right)
      if (sys::path::filename(Folder) == Part &&
          Files.exists(pathIn(Folder, Rest))) {
        Folder = sys::path::parent_path(Folder).str();
        return "name the folder above it: " + setting(Right);
      }
    // Debian keeps asm/ of each processor apart.
    Triple Machine(sys::getDefaultTargetTriple());
    for (const std::string &Folder : Folders) {
      std::string Own = pathIn(Folder, Machine.getArchName() + "-linux-gnu");
      if (Files.exists(pathIn(Own, Header))) {
        Right.push_back(Own);
        return "name the folder of this processor too: " + setting(Right);
      }
    }
    return withoutThem();
  }

  std::string withoutThem() const {
    return "name another folder, or remove 'headers." + Key.str() +
           "' to take the headers of this package";
  }

  /// As a config has it.
  std::string setting(ArrayRef<std::string> Right) const {
    std::string Value = "'" + join(Right, "', '") + "'";
    if (Right.size() > 1)
      Value = "[" + Value + "]";
    return "headers: { " + Key.str() + ": " + Value + " }";
  }

  void refuse(const std::string &Why, std::string Hint) {
    Diagnostics.report(
        error(Code::OPTION_INVALID, "headers." + Key.str() + ": " + Why)
            .hint(std::move(Hint)));
  }

  StringRef Key;
  std::vector<std::string> Folders;
  vfs::FileSystem &Files;
  DiagnosticSink &Diagnostics;
};

} // namespace

std::string ownClangHeaders(const CompileOptions &Options,
                            StringRef WorkingDir) {
  if (Options.HeaderDir.empty())
    return "";
  return pathIn(absolutePath(WorkingDir, Options.HeaderDir), "clang");
}

std::vector<std::string> headerFolders(const CompileOptions &Options,
                                       StringRef WorkingDir) {
  std::vector<std::string> All;
  for (const Library &L : Libraries) {
    size_t Given = (Options.Headers.*L.Member).size();
    if (Given == 0 && !Options.HeaderDir.empty())
      All.push_back(pathIn(absolutePath(WorkingDir, Options.HeaderDir), L.Key));
    for (size_t I = 0; I != Given; ++I)
      All.push_back(placeOf(L, I));
  }
  return All;
}

IntrusiveRefCntPtr<vfs::FileSystem>
withNamedHeaders(IntrusiveRefCntPtr<vfs::FileSystem> Files,
                 const HeaderFolders &Named, StringRef WorkingDir) {
  json::Array Roots;
  for (const Library &L : Libraries)
    for (auto [I, Folder] :
         enumerate(absolutePaths(WorkingDir, Named.*L.Member)))
      for (StringRef Part : L.Parts)
        if (std::string Real = pathIn(Folder, Part); Files->exists(Real))
          Roots.push_back(json::Object{{"type", "directory-remap"},
                                       {"name", pathIn(placeOf(L, I), Part)},
                                       {"external-contents", Real}});
  if (Roots.empty())
    return Files;
  // The file system reads YAML, of which JSON is a part.
  std::string Text =
      formatv("{0}", json::Value(json::Object{{"version", 0},
                                              {"use-external-names", true},
                                              {"roots", std::move(Roots)}}));
  auto Seen = vfs::getVFSFromYAML(MemoryBuffer::getMemBufferCopy(Text),
                                  /*DiagHandler=*/nullptr, /*YAMLFilePath=*/"",
                                  /*DiagContext=*/nullptr, Files);
  assert(Seen && "what is written above can be read");
  return Seen;
}

bool isPlaceOfNamedHeaders(StringRef Path) { return Path.starts_with(Places); }

std::vector<std::string> missingHeaders(const HeaderFolders &Named,
                                        StringRef WorkingDir,
                                        vfs::FileSystem &Files,
                                        DiagnosticSink &Diagnostics) {
  std::vector<std::string> Places;
  for (const Library &L : Libraries)
    if (const std::vector<std::string> &Given = Named.*L.Member; !Given.empty())
      append_range(Places, NamedFolders(L.Key, absolutePaths(WorkingDir, Given),
                                        Files, Diagnostics)
                               .missing(L.Needed));
  return Places;
}

} // namespace bpflinker
