// The `headers` option: other folders for libbpf's and the kernel's headers.

#include "test/compiler/project.h"

#include "llvm/ADT/STLExtras.h"

using namespace bpflinker;
using namespace bpflinker::test;

namespace {

CompileOptions with(std::vector<std::string> Libbpf,
                    std::vector<std::string> Linux = {}) {
  CompileOptions Options;
  Options.Headers = {std::move(Libbpf), std::move(Linux)};
  return Options;
}

/// A system's folder: everything in it, asm/ apart as on Debian.
Project &systemIn(Project &P, llvm::StringRef Folder) {
  auto At = [&](const char *Name) { return (Folder + "/" + Name).str(); };
  return P
      .file(At("bpf/bpf_helpers.h"),
            "#include \"bpf_helper_defs.h\"\n#define HELPERS 30\n")
      .file(At("bpf/bpf_helper_defs.h"), "#define DEFS 1\n")
      .file(At("linux/bpf.h"), "#include <linux/types.h>\n#define BPF 500\n")
      .file(At("linux/types.h"), "#include <asm/types.h>\n")
      .file(At("multiarch/asm/types.h"), "#define TYPES 7000\n")
      .file(At("stdio.h"), "");
}

/// Of libbpf nothing else than the folder's, of Linux what the package has.
void libbpfAlone() {
  Project P;
  systemIn(P, "sys").file("a.c", R"(
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#if defined BPF || defined TYPES || !defined BPF_PSEUDO_MAP_FD
#error the folder's linux
#endif
#if __has_include(<bpf/bpf_tracing.h>)
#error the package's libbpf
#endif
#if __has_include(<stdio.h>)
#error what was not asked for
#endif
int found = HELPERS + DEFS;
)");
  Compiled C = compileGood(P, "a.c", with({"sys"}));
  CHECK_CONTAINS(C.ir(), "i32 31");
  // By their own names: for watchers, and for debug info.
  CHECK(llvm::is_contained(C.Result.Dependencies,
                           P.path("sys/bpf/bpf_helpers.h")));
  CHECK(llvm::is_contained(C.Result.Dependencies,
                           P.path("sys/bpf/bpf_helper_defs.h")));
  CHECK(llvm::is_contained(C.Result.Absent, P.path("sys/bpf/bpf_tracing.h")));
  for (const std::vector<std::string> *Paths :
       {&C.Result.Dependencies, &C.Result.Absent})
    for (const std::string &Path : *Paths)
      CHECK(Path.find(".bpf-linker") == std::string::npos);
}

/// Several folders are searched as one.
void linuxAlone() {
  Project P;
  systemIn(P, "sys").file("a.c", R"(
#include <linux/bpf.h>
#include <bpf/libbpf_version.h>
#if __has_include(<linux/ip.h>)
#error the package's linux
#endif
int found = BPF + TYPES;
)");
  CHECK_CONTAINS(compileGood(P, "a.c", with({}, {"sys", "sys/multiarch"})).ir(),
                 "i32 7500");
}

/// Each from its own, also where both have everything.
void both() {
  Project P;
  systemIn(P, "one");
  systemIn(P, "two")
      .file("two/bpf/bpf_helpers.h", "#define HELPERS 40\n")
      .file("two/linux/bpf.h", "#include <linux/types.h>\n#define BPF 600\n")
      .file("a.c", "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n"
                   "int found = BPF + HELPERS;");
  CHECK_CONTAINS(
      compileGood(P, "a.c", with({"one"}, {"two", "one/multiarch"})).ir(),
      "i32 630");
  CHECK_CONTAINS(
      compileGood(P, "a.c", with({"two"}, {"one", "one/multiarch"})).ir(),
      "i32 540");
}

void userFoldersStillComeFirst() {
  Project P;
  systemIn(P, "sys")
      .file("inc/bpf/bpf_helpers.h", "#define HELPERS 50\n")
      .file("a.c", "#include <bpf/bpf_helpers.h>\nint found = HELPERS;");
  CompileOptions Options = with({"sys"});
  Options.IncludeDirs = {"inc"};
  CHECK_CONTAINS(compileGood(P, "a.c", Options).ir(), "i32 50");
}

/// The error, and the place that a watcher is to look at.
void expectRefusal(const Project &P, CompileOptions Options,
                   const std::string &Message, const std::string &Hint,
                   const std::string &Place) {
  Compiled C = compileIn(P, "a.c", std::move(Options));
  CHECK(!C.M);
  CHECK(C.first().Id == Code::OPTION_INVALID);
  CHECK_EQ(C.first().Message, Message);
  CHECK_EQ(C.first().Hint, Hint);
  CHECK(llvm::is_contained(C.Result.Dependencies, Place));
}

void mistakes() {
  Project P;
  systemIn(P, "sys").file("a.c", "int f;");
  std::string Remove = "name another folder, or remove 'headers.libbpf' to "
                       "take the headers of this package";
  expectRefusal(P, with({"none"}),
                "headers.libbpf: expected a folder, found nothing at '" +
                    P.path("none") + "'",
                Remove, P.path("none"));
  expectRefusal(P, with({"a.c"}),
                "headers.libbpf: expected a folder, found a file at '" +
                    P.path("a.c") + "'",
                Remove, P.path("a.c"));
  expectRefusal(P, with({"sys/linux"}),
                "headers.libbpf: expected a folder with bpf/bpf_helpers.h, "
                "found none in '" +
                    P.path("sys/linux") + "'",
                Remove, P.path("sys/linux/bpf/bpf_helpers.h"));
  // One too deep.
  expectRefusal(P, with({"sys/bpf"}),
                "headers.libbpf: expected a folder with bpf/bpf_helpers.h, "
                "found none in '" +
                    P.path("sys/bpf") + "'",
                "name the folder above it: headers: { libbpf: '" +
                    P.path("sys") + "' }",
                P.path("sys/bpf/bpf/bpf_helpers.h"));
  // asm/ is apart, and not where Debian has it.
  expectRefusal(P, with({}, {"sys"}),
                "headers.linux: expected a folder with asm/types.h, found none "
                "in '" +
                    P.path("sys") + "'",
                "name another folder, or remove 'headers.linux' to take the "
                "headers of this package",
                P.path("sys/asm/types.h"));
  // Both are told.
  Compiled C = compileIn(P, "a.c", with({"none"}, {"none"}));
  CHECK_EQ(C.Diagnostics.size(), size_t(2));
}

/// As on Debian, for the processor of this machine.
void multiarch() {
  Project P;
  for (const char *Name : {"x86_64", "aarch64"})
    P.file(std::string("sys/") + Name + "-linux-gnu/asm/types.h", "");
  P.file("sys/linux/bpf.h", "").file("a.c", "int f;");
  const std::string Hint = compileIn(P, "a.c", with({}, {"sys"})).first().Hint;
  CHECK_CONTAINS(Hint, "name the folder of this processor too: headers: { "
                       "linux: ['" +
                           P.path("sys") + "', '" + P.path("sys/"));
  CHECK_CONTAINS(Hint, "-linux-gnu'] }");
}

} // namespace

int main() {
  libbpfAlone();
  linuxAlone();
  both();
  userFoldersStillComeFirst();
  mistakes();
  multiarch();
  return result();
}
