// Which clang flags are taken, and what each refusal says.

#include "test/compiler/project.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

Compiled withFlags(std::vector<std::string> Flags) {
  Project P;
  P.file("a.c", "int f(int x) { return x; }\n#ifdef E\nint e = E;\n#endif\n");
  CompileOptions Options;
  Options.Cflags = std::move(Flags);
  return compileIn(P, "a.c", Options);
}

void refused(std::vector<std::string> Flags, StringRef Says) {
  Compiled C = withFlags(Flags);
  CHECK(!C.Result.Bitcode);
  if (C.Diagnostics.size() != 1 || C.first().Id != Code::OPTION_INVALID)
    fail(__FILE__, __LINE__, "one OPTION_INVALID expected for " + Flags[0]);
  for (const Diagnostic &D : C.Diagnostics)
    CHECK_CONTAINS(D.Message + " | " + D.Hint, Says);
}

void outputFlags() {
  for (const char *Flag : {"-c", "-S", "-E", "-fsyntax-only", "-emit-llvm",
                           "-emit-ast", "--analyze", "-flto"})
    refused({Flag}, "what the compile produces");
  refused({"-o", "x.o"}, "where the output goes");
  refused({"-ox.o"}, "where the output goes");
  for (const char *Flag : {"-M", "-MD", "-MMD", "-MP", "-save-temps",
                           "-save-temps=obj", "-gsplit-dwarf", "-ftime-trace"})
    refused({Flag}, "write further files");
  refused({"-MF", "x.d"}, "write further files");
  refused({"-Wp,-MMD,x.d"}, "further files");
}

void codeAndOptions() {
  refused({"-fplugin=x.so"}, "load code");
  refused({"-fpass-plugin=x.so"}, "load code");
  refused({"-Xclang", "-load", "-Xclang", "x.so"}, "load code");
  refused({"-mllvm", "-unroll-count=4"}, "llvmArgs");
  refused({"-Xclang", "-mllvm", "-Xclang", "-unroll-count=4"}, "llvmArgs");
  refused({"-Xclang", "-emit-llvm-bc"}, "what the compile produces");
  refused({"--config=x.cfg"}, "reads further flags");
}

void printing() {
  for (const char *Flag : {"-###", "-v", "--version", "--help", "-H",
                           "-ftime-report", "-dumpmachine"})
    refused({Flag}, "print instead of compile");
}

void mistakes() {
  refused({"-fno-bultin"}, "did you mean '-fno-builtin'?");
  refused({"-sdt=gnu11"}, "did you mean '-std=gnu11'?");
  refused({"-include"}, "needs a value");
  refused({"other.c"}, "no flag");
  // One entry for two words is a frequent mistake.
  refused({"-include defs.h", "x"}, "");
  refused({"-std=c12345"}, "invalid value 'c12345'");
  refused({"--target=x86_64-linux-gnu"}, "target");
  refused({"-x", "c++"}, "language");
}

void taken() {
  auto Taken = [](std::vector<std::string> Flags) {
    std::string Name = Flags.front();
    Compiled C = withFlags(std::move(Flags));
    if (!C.M)
      fail(__FILE__, __LINE__, Name + " was refused");
    for (const Diagnostic &D : C.Diagnostics)
      llvm::errs() << formatDiagnostic(D);
    return C;
  };
  Taken({"-Wall", "-Wextra", "-Werror", "-Wno-unused"});
  Taken({"-g", "-O2", "-target", "bpf", "-mlittle-endian"});
  Taken({"--target=bpf", "-ffreestanding", "-fno-stack-protector"});
  CHECK_CONTAINS(Taken({"-DE=17"}).ir(), "i32 17");
  CHECK_CONTAINS(Taken({"-D", "E=18"}).ir(), "i32 18");
}

/// What the linker makes code by as well is said once: flags may repeat it.
void agreeWithOptions() {
  auto With = [](CompileOptions Options, std::vector<std::string> Flags) {
    Project P;
    P.file("a.c", "int f(int x) { return x; }");
    Options.Cflags = std::move(Flags);
    return compileIn(P, "a.c", Options);
  };
  auto Says = [&](const CompileOptions &Options,
                  std::vector<std::string> Flags) {
    Compiled C = With(Options, std::move(Flags));
    CHECK_EQ(C.M == nullptr, !C.Diagnostics.empty());
    std::string All;
    for (const Diagnostic &D : C.Diagnostics) {
      CHECK(D.Id == Code::OPTION_INVALID);
      All += D.Message + "; " + D.Hint + "\n";
    }
    return All;
  };
  CompileOptions V3;
  V3.Cpu = "v3";
  V3.CpuFeatures = "+alu32,-dwarfris";
  V3.Optimize = OptimizationLevel::Os;
  CHECK_EQ(Says(V3, {"-mcpu=v3", "-Os", "-mlittle-endian"}), "");
  CHECK_EQ(Says(V3, {"-mcpu=v1", "-O2", "-mcpu=v3", "-Os"}), "");
  CHECK_EQ(Says(V3, {"-Xclang", "-target-feature", "-Xclang", "+alu32"}), "");
  CHECK_EQ(Says(V3, {"-mcpu=v2"}),
           "the clang flags set the cpu 'v2', but the object's cpu is 'v3'; "
           "remove the flag, or set 'cpu' of the object\n");
  CHECK_CONTAINS(Says(V3, {"-Xclang", "-target-cpu", "-Xclang", "v2"}),
                 "set the cpu 'v2'");
  CHECK_CONTAINS(Says(V3, {"-mcpu=v9"}), "unknown BPF cpu 'v9'; known are");
  CHECK_CONTAINS(Says(V3, {"-Xclang", "-target-feature", "-Xclang", "-alu32"}),
                 "set the cpu feature '-alu32'");
  CHECK_EQ(Says(V3, {"-O2"}),
           "the clang flags set the level of optimisation '2', but the "
           "object's level of optimisation is 's'; remove the flag, or set "
           "'optimize' of the object\n");
  CHECK_CONTAINS(Says(V3, {"-Oz"}), "optimisation 'z'");
  CHECK_CONTAINS(Says(V3, {"-mbig-endian"}), "set the target 'bpfeb'");
  CHECK_CONTAINS(Says(V3, {"-mcpu=v4", "-O3"}), "optimisation '3'");

  CompileOptions O2;
  for (const char *Flag : {"-O", "-O0", "-O1", "-Og", "-O3", "-Os"})
    CHECK_CONTAINS(Says(O2, {Flag}),
                   "the clang flags set the level of optimisation");
  // 0 means 1, and not at the price of "never optimise this".
  for (OptimizationLevel Level : {OptimizationLevel::O0, OptimizationLevel::O1})
    for (const char *Flag : {"-O", "-O0", "-O1", "-Og"}) {
      CompileOptions Low;
      Low.Optimize = Level;
      Compiled C = With(Low, {Flag});
      CHECK(C.M && !C.M->getFunction("f")->hasOptNone());
    }
}

void noStandardHeaders() {
  Project P;
  P.file("a.c", "#if __has_include(<stddef.h>)\nint builtin_headers;\n#endif\n"
                "#if __has_include(<linux/bpf.h>)\nint kernel_headers;\n"
                "#endif\nint a;");
  auto IrWith = [&](std::vector<std::string> Flags) {
    CompileOptions Options;
    Options.Cflags = std::move(Flags);
    return compileGood(P, "a.c", Options).ir();
  };
  CHECK_CONTAINS(IrWith({}), "@builtin_headers");
  CHECK_CONTAINS(IrWith({}), "@kernel_headers");
  CHECK(!StringRef(IrWith({"-nostdinc"})).contains("_headers"));
  CHECK(!StringRef(IrWith({"-nobuiltininc"})).contains("@builtin_headers"));
  CHECK(!StringRef(IrWith({"-nostdlibinc"})).contains("@kernel_headers"));
}

} // namespace

int main() {
  outputFlags();
  codeAndOptions();
  printing();
  mistakes();
  taken();
  agreeWithOptions();
  noStandardHeaders();
  return result();
}
