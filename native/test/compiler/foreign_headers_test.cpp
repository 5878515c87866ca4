// Folders of another clang's own headers among the flags, as half of all
// Makefiles have them.

#include "test/compiler/project.h"

#include "llvm/ADT/STLExtras.h"

using namespace bpflinker;
using namespace bpflinker::test;

namespace {

/// All that a header of clang's gives and a program uses.
const char *Source = R"(
#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
uint32_t a[sizeof(uint64_t)];
int64_t b = INT64_MAX;
uintptr_t c = UINT32_MAX;
bool d = true;
size_t e = offsetof(struct { int x; int y; }, y);
int f = INT_MAX - CHAR_BIT;
)";

Compiled withFlags(const Project &P, std::vector<std::string> Flags) {
  CompileOptions Options;
  Options.Cflags = std::move(Flags);
  return compileIn(P, "a.c", Options);
}

/// The same as without the folder, wherever it is searched.
void asWithout(const Project &P, const std::string &Folder) {
  std::string Without = withFlags(P, {}).ir();
  for (const char *Flag : {"-idirafter", "-isystem", "-I", "-iquote"}) {
    Compiled C = withFlags(P, {Flag, Folder});
    for (const Diagnostic &D : C.Diagnostics)
      fail(__FILE__, __LINE__,
           Flag + (" " + Folder) + ": " + formatDiagnostic(D));
    CHECK_EQ(C.M ? C.ir() : "", Without);
  }
}

void theFolderOfAnInstalledClang() {
  Project P;
  P.file("a.c", Source);
  asWithout(P, BPF_LINKER_TEST_CLANG_HEADERS);
  asWithout(P, BPF_LINKER_TEST_CLANG_HEADERS "/");
  asWithout(P, BPF_LINKER_TEST_CLANG_HEADERS "//../include/.");
}

/// As a toolchain unpacks it.
void aCopyOfIt() {
  Project P;
  P.file("a.c", Source);
  std::error_code Problem;
  for (llvm::sys::fs::directory_iterator
           I(BPF_LINKER_TEST_CLANG_HEADERS, Problem),
       End;
       !Problem && I != End; I.increment(Problem))
    if (auto Text = llvm::MemoryBuffer::getFile(I->path()))
      P.file("tool/inc/" + llvm::sys::path::filename(I->path()).str(),
             (*Text)->getBuffer());
  CHECK(!Problem);
  asWithout(P, P.path("tool/inc"));
  asWithout(P, "tool/inc");
  asWithout(P, "./tool/inc");
}

/// Two of them, and one of a clang before ours, whose other headers ask for
/// what ours do not have.
void severalAndOldOnes() {
  Project P;
  P.file("a.c", Source)
      .file("old/stdint.h", "#ifndef __CLANG_STDINT_H\n"
                            "#define __CLANG_STDINT_H\n"
                            "#include_next <stdint.h>\n#endif\n")
      .file("old/stddef.h", "#error of another compiler\n")
      .file("old/limits.h", "#ifndef __CLANG_LIMITS_H\n"
                            "#define __CLANG_LIMITS_H\n#endif\n");
  asWithout(P, "old");
  std::string Without = withFlags(P, {}).ir();
  CHECK_EQ(
      withFlags(P, {"-I", "old", "-idirafter", BPF_LINKER_TEST_CLANG_HEADERS,
                    "-isystem", BPF_LINKER_TEST_CLANG_HEADERS})
          .ir(),
      Without);
}

/// Headers of other names are taken from there.
void theRestOfItStays() {
  Project P;
  P.file("a.c", "#include <stdint.h>\n#include <only_there.h>\n"
                "uint32_t a = THERE;")
      .file("tool/stdint.h", "#define __CLANG_STDINT_H\n")
      .file("tool/only_there.h", "#define THERE 4711\n");
  for (const char *Flag : {"-idirafter", "-isystem", "-I"})
    CHECK_CONTAINS(withFlags(P, {Flag, "tool"}).ir(), "i32 4711");
}

/// gcc's wrapper goes on to ours; a user's header of that name is meant.
void othersAreNoClangs() {
  Project P;
  P.file("a.c", "#include <stdint.h>\nuint32_t a = WHOSE;")
      .file("gcc/stdint.h", "#ifndef _GCC_WRAP_STDINT_H\n"
                            "# include_next <stdint.h>\n#define WHOSE 12\n"
                            "#define _GCC_WRAP_STDINT_H\n#endif\n")
      .file("own/stdint.h", "typedef unsigned uint32_t;\n#define WHOSE 13\n");
  CHECK_CONTAINS(withFlags(P, {"-isystem", "gcc"}).ir(), "i32 12");
  CHECK_CONTAINS(withFlags(P, {"-I", "own"}).ir(), "i32 13");
}

/// Whoever switches ours off has the other one's.
void withoutOurOwn() {
  Project P;
  P.file("a.c", "#include <stdint.h>\nint a = WHOSE;")
      .file("tool/stdint.h", "#define __CLANG_STDINT_H\n#define WHOSE 14\n");
  for (const char *Flag : {"-nobuiltininc", "-nostdinc"})
    CHECK_CONTAINS(withFlags(P, {Flag, "-isystem", "tool"}).ir(), "i32 14");
}

/// What decided is a file that was read; what was hidden was not.
void dependencies() {
  Project P;
  P.file("a.c", "#include <stdint.h>\n#include <stddef.h>\nuint32_t a;")
      .file("tool/stdint.h", "#define __CLANG_STDINT_H\n")
      .file("tool/stddef.h", "");
  Compiled C = withFlags(P, {"-I", "tool"});
  CHECK(C.M != nullptr);
  auto Reads = [&](const char *Path) {
    return llvm::is_contained(C.Result.Dependencies, P.path(Path));
  };
  CHECK(Reads("tool/stdint.h"));
  CHECK(!Reads("tool/stddef.h"));
}

} // namespace

int main() {
  theFolderOfAnInstalledClang();
  aCopyOfIt();
  severalAndOldOnes();
  theRestOfItStays();
  othersAreNoClangs();
  withoutOurOwn();
  dependencies();
  return result();
}
