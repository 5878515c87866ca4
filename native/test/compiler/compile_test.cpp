// One source to bitcode: what the module is, what it was made from, and that
// nothing of the machine leaks into it.

#include "test/compiler/project.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/TargetParser/Host.h"

#include <cstdlib>

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

const char CounterSource[] = R"(#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8);
  __type(key, int);
  __type(value, long);
} counts SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_write")
int count(void *ctx) {
  int key = 0;
  long *value = bpf_map_lookup_elem(&counts, &key);
  if (value)
    (*value)++;
  return 0;
}
char LICENSE[] SEC("license") = "GPL";
)";

void programWithPackagedHeaders() {
  Project P;
  P.file("src/a.bpf.c", CounterSource);
  CompileOptions Options;
  Options.Cpu = "v3";
  Compiled C = compileGood(P, "src/a.bpf.c", Options);
  if (!C.M)
    return;
  CHECK_EQ(C.Diagnostics.size(), 0u);
  CHECK_EQ(C.M->getTargetTriple().str(), "bpf");
  llvm::Function *F = C.M->getFunction("count");
  CHECK(F && F->getSection() == "tracepoint/syscalls/sys_enter_write");
  // For the linker to optimise: as for -O2, and not optimised.
  CHECK(!F->hasOptNone() && !F->hasFnAttribute(llvm::Attribute::NoInline));
  CHECK_CONTAINS(C.ir(), "llvm.lifetime.start");
  CHECK_CONTAINS(C.ir(), "!tbaa");
  CHECK_CONTAINS(C.ir(), "alloca");
  CHECK_CONTAINS(C.ir(), "\"target-cpu\"=\"v3\"");
}

void dependencies() {
  Project P;
  P.file("src/a.c", "#include \"../inc/b.h\"\n#include <stddef.h>\n"
                    "#include \"sub/../c.h\"\nint a(void) { return B; }")
      .file("inc/b.h", "#define B 1\n")
      .file("src/c.h", "#if __has_include(\"d.h\")\n#endif\n")
      .file("src/d.h", "")
      .file("src/sub/e.h", "");
  Compiled C = compileGood(P, "src/a.c");
  auto &Found = C.Result.Dependencies;
  CHECK(!Found.empty() && Found.front() == P.path("src/a.c"));
  CHECK(llvm::is_sorted(llvm::drop_begin(Found)));
  CHECK(llvm::is_contained(Found, P.path("inc/b.h")));
  CHECK(llvm::is_contained(Found, P.path("src/c.h")));
  CHECK(llvm::is_contained(Found, P.path("src/d.h")));
  CHECK(llvm::is_contained(
      Found, std::string(BPF_LINKER_TEST_HEADERS "/clang/stddef.h")));
  CHECK_EQ(llvm::count(Found, P.path("inc/b.h")), 1);
}

/// What a missing header would have been is watched too.
void missingHeader() {
  Project P;
  P.file("src/a.c", "#include \"gone.h\"\n").file("inc/x.h", "");
  CompileOptions Options;
  Options.IncludeDirs = {"inc"};
  Compiled C = compileIn(P, "src/a.c", Options);
  CHECK(!C.Result.Bitcode);
  CHECK_CONTAINS(C.first().Message, "'gone.h' file not found");
  auto &Found = C.Result.Dependencies;
  CHECK(!Found.empty() && Found.front() == P.path("src/a.c"));
  CHECK(llvm::is_contained(Found, P.path("src/gone.h")));
  CHECK(llvm::is_contained(Found, P.path("inc/gone.h")));
}

/// What would be found first if it were there is told, and files of flags.
void lookups() {
  Project P;
  P.file("src/a.c", "#include <x.h>\n#include \"folder\"\n"
                    "#include <gone/y.h>\nint a(void) { return X; }")
      .file("inc/x.h", "#define X 1\n")
      .file("inc/folder", "")
      .file("inc/gone/y.h", "")
      .file("src/folder/z.h", "")
      .file("skip.list", "[clang]\nfunction:x=skip\n");
  CompileOptions Options;
  Options.IncludeDirs = {"first", "second", "inc"};
  Options.Cflags = {"-fprofile-list=skip.list", "-fprofile-instr-generate"};
  P.file("second/.keep", "");
  Compiled C = compileIn(P, "src/a.c", Options);
  auto Absent = [&](llvm::StringRef Path) {
    return llvm::is_contained(C.Result.Absent, P.path(Path));
  };
  CHECK(llvm::is_sorted(C.Result.Absent));
  CHECK(Absent("second/x.h"));
  CHECK(Absent("second/folder"));
  // A folder stands for what would be in it.
  CHECK(Absent("first"));
  CHECK(Absent("second/gone"));
  CHECK(!Absent("inc/x.h"));
  CHECK(llvm::is_contained(C.Result.Dependencies, P.path("skip.list")));
  CHECK(!llvm::is_contained(C.Result.Dependencies, P.path("src/folder")));
  CHECK(!C.Result.UsesClock);
}

void usesClock() {
  for (llvm::StringRef Name : {"__DATE__", "__TIME__", "__TIMESTAMP__"}) {
    Project P;
    P.file("a.c", ("const char *a = " + Name + ";\n").str());
    CHECK(compileGood(P, "a.c").Result.UsesClock);
  }
}

void fromMemory() {
  Project P;
  P.file("src/b.h", "#define VALUE 42\n");
  // The name need not exist; headers beside it do.
  Compiled C =
      compileGood(P, "src/virtual.bpf.c", {},
                  "#include \"b.h\"\nint value(void) { return VALUE; }");
  CHECK_CONTAINS(C.ir(), "ret i32 42");
  CHECK_EQ(C.Result.Dependencies.front(), P.path("src/virtual.bpf.c"));
  CHECK(llvm::is_contained(C.Result.Dependencies, P.path("src/b.h")));
  // Bytes win over the file of that name.
  P.file("a.c", "syntax error");
  CHECK_CONTAINS(compileGood(P, "a.c", {}, "int seven = 7;").ir(), "i32 7");
}

void inputErrors() {
  Project P;
  P.file("empty.c", "").file("folder.c/x", "");
  auto CodeOf = [&](StringRef Name) {
    Compiled C = compileIn(P, Name);
    CHECK(!C.Result.Bitcode);
    CHECK_EQ(C.Diagnostics.size(), 1u);
    CHECK_EQ(C.first().Where.File, P.path(Name));
    return codeName(C.first().Id);
  };
  CHECK_EQ(CodeOf("none.c"), "INPUT_NOT_FOUND");
  CHECK_EQ(CodeOf("folder.c"), "INPUT_IS_DIRECTORY");
  CHECK_EQ(CodeOf("empty.c"), "INPUT_EMPTY");
  CHECK_EQ(codeName(compileIn(P, "memory.c", {}, "").first().Id),
           "INPUT_EMPTY");
  CHECK(isSourceName("a.bpf.c") && isSourceName("a.c") && !isSourceName("a.o"));
}

void cpuAndTarget() {
  Project P;
  P.file("a.c", "int version = __BPF_CPU_VERSION__;\n"
                "#ifdef __BPF_FEATURE_MOVSX\nint movsx = 1;\n#endif\n"
                "#ifdef __BPF_FEATURE_JMP32\nint jmp32 = 1;\n#endif\n");
  CompileOptions Options;
  Options.Cpu = "v4";
  Options.Target = "bpfeb";
  std::string Text = compileGood(P, "a.c", Options).ir();
  CHECK_CONTAINS(Text, "@version = dso_local global i32 4");
  CHECK_CONTAINS(Text, "@movsx");
  CHECK_CONTAINS(Text, "target triple = \"bpfeb\"");
  CHECK_CONTAINS(Text, "target datalayout = \"E-");

  Options = {};
  Options.Cpu = "v2";
  Options.CpuFeatures = "+alu32";
  P.file("b.c", "int f(int a) { return a + __BPF_CPU_VERSION__; }");
  CHECK_CONTAINS(compileGood(P, "b.c", Options).ir(),
                 "\"target-features\"=\"+alu32\"");

  Options.Cpu = "v9";
  Options.CpuFeatures = "+alu64,movsx";
  Compiled Bad = compileIn(P, "a.c", Options);
  CHECK_EQ(Bad.Diagnostics.size(), 3u);
  CHECK_EQ(codeName(Bad.first().Id), "OPTION_INVALID");
  CHECK_CONTAINS(Bad.first().Hint, "v1, v2, v3, v4");
  Options = {};
  Options.Target = "x86_64";
  CHECK_EQ(codeName(compileIn(P, "a.c", Options).first().Id), "OPTION_INVALID");
}

/// CO-RE must be lowered here, in each module for itself, also in the second
/// compile of one process.
void coreIsLowered() {
  Project P;
  P.file("a.c", R"(struct task { int pid; int tgid; }
    __attribute__((preserve_access_index));
  enum e { A = 3 };
  int f(struct task *t) { return t->tgid; }
  unsigned long long g(void) {
    return __builtin_preserve_enum_value(*(enum e *)A, 1);
  })");
  for (int Time = 0; Time != 3; ++Time) {
    Compiled C = compileGood(P, "a.c");
    std::string Text = C.ir();
    CHECK(Text.find("call ptr @llvm.preserve.") == std::string::npos);
    CHECK_CONTAINS(Text, "llvm.task:0:4$0:1");
    CHECK_CONTAINS(Text, "btf_ama");
  }
}

/// What clang defines for bpf, it defines here: nothing of the host.
void predefined() {
  Project P;
  P.file("a.c", R"(
#if defined(__x86_64__) || defined(__aarch64__) || defined(__linux__)
#error host
#endif
#if !defined(__bpf__) || !defined(__BPF__) || __STDC_VERSION__ != 201710L || \
    !defined(__OPTIMIZE__) || __clang_major__ != 22
#error target
#endif
#if __has_include(<stdio.h>) || __has_include(<sys/socket.h>)
#error headers of the machine
#endif
#include <stdint.h>
#include <limits.h>
#include <stdbool.h>
_Static_assert(sizeof(uint64_t) == 8 && INT_MAX > 0 && true, "");
)");
  P.file("cpath/leak.h", "");
  std::string Leak = P.path("cpath");
  P.file("b.c", "#if __has_include(<leak.h>)\n#error leak\n#endif\nint b;");
  setenv("CPATH", Leak.c_str(), 1);
  setenv("C_INCLUDE_PATH", Leak.c_str(), 1);
  compileGood(P, "a.c");
  compileGood(P, "b.c");
  unsetenv("CPATH");
  unsetenv("C_INCLUDE_PATH");
}

/// The user's folders come before the package's.
void userHeadersFirst() {
  Project P;
  P.file("inc/linux/bpf.h", "#define MINE 5\n")
      .file("a.c", "#include <linux/bpf.h>\n#include <linux/ip.h>\n"
                   "int mine = MINE + HERE;")
      .file("defs.h", "#define HERE 100\n");
  CompileOptions Options;
  Options.IncludeDirs = {"inc"};
  Options.Cflags = {"-include", "defs.h"};
  CHECK_CONTAINS(compileGood(P, "a.c", Options).ir(), "i32 105");
}

/// With a prefix to strip, equal sources give equal bytes in any folder.
void noMachinePaths() {
  std::string Ir[2];
  for (std::string &Text : Ir) {
    Project P;
    P.file("pkg/src/a.bpf.c",
           std::string("#include \"inc.h\"\n") + CounterSource +
               "const char *file(void) { return __FILE__; }\n")
        .file("pkg/src/inc.h", "static inline int one(void) { return 1; }\n"
                               "int two(void) { return one(); }\n");
    CompileOptions Options;
    Options.StripPathPrefix = P.path();
    Text = compileGood(P, P.path("pkg/src/a.bpf.c"), Options).ir();
    // The first line is the reader's name of the bitcode, not part of it.
    Text.erase(0, Text.find('\n'));
    CHECK(Text.find(P.path()) == std::string::npos);
    CHECK(Text.find(BPF_LINKER_TEST_HEADERS) == std::string::npos);
    CHECK_CONTAINS(Text, "pkg/src/a.bpf.c");
    CHECK_CONTAINS(Text, "/bpf-linker/include/libbpf/bpf/bpf_helper");
  }
  CHECK(Ir[0] == Ir[1]);
}

void debugInfoIsOptional() {
  Project P;
  P.file("a.c", "int f(int x) { return x; }");
  CompileOptions Options;
  CHECK_CONTAINS(compileGood(P, "a.c", Options).ir(), "DISubprogram");
  Options.DebugInfo = false;
  CHECK(compileGood(P, "a.c", Options).ir().find("DISubprogram") ==
        std::string::npos);
}

void levels() {
  Project P;
  P.file("a.c", "int f(int x) { return x; }");
  CompileOptions Options;
  for (const char *Level : {"0", "1", "2", "3", "s", "z"}) {
    Options.Optimize = *parseOptimizationLevel(Level);
    Compiled C = compileGood(P, "a.c", Options);
    if (!C.M)
      continue;
    llvm::Function *F = C.M->getFunction("f");
    CHECK(!F->hasOptNone());
    CHECK_EQ(F->hasFnAttribute(llvm::Attribute::MinSize),
             StringRef(Level) == "z");
    CHECK_EQ(F->hasFnAttribute(llvm::Attribute::OptimizeForSize),
             StringRef(Level) == "s" || StringRef(Level) == "z");
  }
  CHECK(!parseOptimizationLevel("9"));
}

} // namespace

int main() {
  programWithPackagedHeaders();
  dependencies();
  missingHeader();
  lookups();
  usesClock();
  fromMemory();
  inputErrors();
  cpuAndTarget();
  coreIsLowered();
  predefined();
  userHeadersFirst();
  noMachinePaths();
  debugInfoIsOptional();
  levels();
  return result();
}
