// clang's diagnostics as data.

#include "test/compiler/project.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

void errorInSource() {
  Project P;
  P.file("src/a.c", "int f(void) {\n  return valeu + 1;\n}\n"
                    "static int value;\n");
  Compiled C = compileIn(P, "src/a.c");
  CHECK(!C.Result.Bitcode);
  const Diagnostic &D = C.first();
  CHECK_EQ(codeName(D.Id), "COMPILE_ERROR");
  CHECK_EQ(severityName(D.Level), "error");
  CHECK_EQ(D.Message, "use of undeclared identifier 'valeu'");
  CHECK_EQ(D.Where.File, P.path("src/a.c"));
  CHECK_EQ(D.Where.Line, 2u);
  CHECK_EQ(D.Where.Column, 10u);
  CHECK_EQ(D.SourceLine, "  return valeu + 1;");
  CHECK_EQ(D.Length, 5u);
}

void warnings() {
  Project P;
  P.file("a.c", "int f(void) { int unused; return 0; }\n");
  CompileOptions Options;
  CHECK_EQ(compileGood(P, "a.c", Options).Diagnostics.size(), 0u);
  Options.Cflags = {"-Wall"};
  Compiled C = compileGood(P, "a.c", Options);
  CHECK_EQ(codeName(C.first().Id), "COMPILE_WARNING");
  CHECK_EQ(severityName(C.first().Level), "warning");
  CHECK_EQ(C.first().Message, "unused variable 'unused' [-Wunused-variable]");
  Options.Cflags = {"-Wall", "-Werror"};
  Compiled Bad = compileIn(P, "a.c", Options);
  CHECK(!Bad.Result.Bitcode);
  CHECK_EQ(codeName(Bad.first().Id), "COMPILE_ERROR");
  CHECK_EQ(Bad.first().Message,
           "unused variable 'unused' [-Werror,-Wunused-variable]");
  Options.Cflags = {"-Wno-such-thing"};
  CHECK_CONTAINS(compileGood(P, "a.c", Options).first().Message,
                 "unknown warning option '-Wno-such-thing'");
}

void notesBelongToTheirError() {
  Project P;
  P.file("a.c", "int f(int);\nint f(long);\nint g;\nint *p = &h;\n");
  Compiled C = compileIn(P, "a.c");
  CHECK_EQ(C.Diagnostics.size(), 2u);
  const Diagnostic &D = C.first();
  CHECK_EQ(D.Message, "conflicting types for 'f'");
  CHECK_EQ(D.Notes.size(), 1u);
  if (D.Notes.empty())
    return;
  CHECK_EQ(D.Notes[0].Message, "previous declaration is here");
  CHECK(D.Notes[0].Id == D.Id);
  CHECK_EQ(D.Notes[0].Where.Line, 1u);
  CHECK_EQ(D.Notes[0].SourceLine, "int f(int);");
}

/// "CODE: hint" of each error.
std::string told(const Compiled &C) {
  std::string All;
  for (const Diagnostic &D : C.Diagnostics)
    All += (codeName(D.Id) + ": " + D.Hint + "\n").str();
  return All;
}

void headersOfUserSpace() {
  auto Missing = [](const std::string &Include) {
    Project P;
    P.file("a.c", "#include " + Include + "\nint f;\n");
    return told(compileIn(P, "a.c"));
  };
  CHECK_EQ(Missing("<stdio.h>"),
           "USER_SPACE_HEADER: there is no libc for BPF: bpf_printk of "
           "bpf/bpf_helpers.h prints, and BPF_SNPRINTF writes into a buffer\n");
  CHECK_CONTAINS(Missing("\"string.h\""), "call __builtin_memcpy");
  CHECK_CONTAINS(Missing("<sys/types.h>"), "linux/types.h has __u32");
  CHECK_CONTAINS(Missing("<sys/whatever.h>"), "USER_SPACE_HEADER: there is no");
  CHECK_CONTAINS(Missing("<gnu/stubs-32.h>"), "linux/types.h or vmlinux.h");
  CHECK_CONTAINS(Missing("<locale.h>"), "linux/types.h or vmlinux.h");
  // What is nobody's, and what is the kernel's.
  for (const char *Include :
       {"<nothing.h>", "\"own/sys/x.h\"", "<net/sock.h>", "<vmlinux.h>"})
    CHECK_EQ(Missing(Include), "COMPILE_ERROR: \n");
}

/// Headers that a hint names are there.
void theirSubstitutesCompile() {
  std::string Source;
  for (const char *Header :
       {"arpa/inet.h",     "errno.h",       "fcntl.h",      "net/ethernet.h",
        "netinet/icmp6.h", "netinet/in.h",  "netinet/ip.h", "netinet/ip6.h",
        "netinet/tcp.h",   "netinet/udp.h", "sched.h",      "signal.h",
        "stdio.h",         "sys/mman.h",    "sys/param.h",  "sys/ptrace.h",
        "sys/resource.h",  "sys/socket.h",  "sys/stat.h",   "sys/syscall.h",
        "sys/types.h",     "sys/un.h",      "time.h"}) {
    Project P;
    P.file("a.c", ("#include <" + StringRef(Header) + ">\n").str());
    std::string Hint = compileIn(P, "a.c").first().Hint;
    StringRef Rest = Hint;
    size_t Named = 0;
    for (const char *Folder : {"linux/", "bpf/"})
      for (size_t At = 0; (At = Rest.find(Folder, At)) != StringRef::npos;
           ++At) {
        StringRef Name = Rest.substr(At).take_while([](char C) {
          return llvm::isAlnum(C) || C == '/' || C == '_' || C == '.';
        });
        Source += ("#include <" + Name + ">\n").str();
        ++Named;
      }
    CHECK(Named > 0);
  }
  Project P;
  P.file("a.c", "#include <linux/types.h>\n" + Source + "int f;\n");
  compileGood(P, "a.c");
}

/// Found, and of no use: the header that the source includes is what to mend.
void headersOfUserSpaceThatFail() {
  Project P;
  P.file("sys/stdio.h", "#include <features.h>\n")
      .file("sys/features.h", "#include <gnu/stubs.h>\n")
      .file("sys/gnu/stubs.h", "#include <gnu/stubs-32.h>\n")
      .file("sys/math.h", "_Float999 a;\n__float999 b;\n")
      .file("sys/plain.h", "broken;;\nx y;\n")
      .file("own/string.h", "x y;\n")
      .file("own.h", "#include <stdio.h>\n")
      .file("a.c", "#include \"own.h\"\nint f;\n")
      .file("b.c", "#include <math.h>\nint f;\n")
      .file("c.c", "#include <string.h>\nint f;\n")
      .file("d.c", "#include <plain.h>\nint f;\n");
  auto Told = [&](const char *Name) {
    CompileOptions Options;
    Options.Cflags = {"-isystem", "sys", "-I", "own"};
    return told(compileIn(P, Name, Options));
  };
  CHECK_CONTAINS(Told("a.c"), "USER_SPACE_HEADER: there is no libc for BPF: "
                              "bpf_printk");
  // Once for all errors of one header.
  std::string Math = Told("b.c");
  CHECK_CONTAINS(Math,
                 "USER_SPACE_HEADER: there is no libc for BPF: BPF has no "
                 "floating point");
  CHECK_CONTAINS(Math, "\nUSER_SPACE_HEADER: \n");
  // The user's own of that name, and a system's that is not libc's.
  CHECK(!StringRef(Told("c.c")).contains("USER_SPACE_HEADER"));
  CHECK(!StringRef(Told("d.c")).contains("USER_SPACE_HEADER"));
}

/// clang advises to include the header.
void functionsOfLibc() {
  Project P;
  P.file("a.c", "int f(void) { return printf(\"x\"); }\n")
      .file("b.c", "int f(void) { return nothing(); }\n");
  Compiled C = compileIn(P, "a.c");
  CHECK_CONTAINS(C.first().Message, "undeclared library function 'printf'");
  CHECK_CONTAINS(told(C),
                 "COMPILE_ERROR: there is no libc for BPF: bpf_printk");
  CHECK_EQ(compileIn(P, "b.c").first().Hint, "");
}

void loaderHeaders() {
  Project P;
  P.file("a.c", "#include <bpf/libbpf.h>\nint f;\n");
  CHECK_CONTAINS(told(compileIn(P, "a.c")),
                 "USER_SPACE_HEADER: bpf/libbpf.h is for programs that load "
                 "others: include bpf/bpf_helpers.h");
}

void includeChain() {
  Project P;
  P.file("a.c", "\n#include \"b.h\"\n")
      .file("b.h", "\n\n#include \"c.h\"\n")
      .file("c.h", "int broken = ;\n");
  // Twice: clang's printer leaves a chain out that it has shown before.
  P.file("c.h", "int broken = ;\nint again = ;\n");
  Compiled C = compileIn(P, "a.c");
  CHECK_EQ(C.Diagnostics.size(), 2u);
  for (const Diagnostic &D : C.Diagnostics) {
    CHECK_EQ(D.Where.File, P.path("c.h"));
    CHECK_EQ(D.Notes.size(), 2u);
    if (D.Notes.size() != 2)
      continue;
    CHECK_EQ(D.Notes[0].Message, "included from here");
    auto Names = [&](StringRef File, unsigned Line) {
      return llvm::any_of(D.Notes, [&](const Diagnostic &Note) {
        return Note.Where.File == P.path(File) && Note.Where.Line == Line;
      });
    };
    CHECK(Names("a.c", 2));
    CHECK(Names("b.h", 3));
  }
}

void macroExpansion() {
  Project P;
  P.file("m.h", "#define FIELD(p) ((p)->missing)\n");
  P.file("a.c", "#include \"m.h\"\nstruct s { int a; };\n"
                "int f(struct s *s) { return FIELD(s); }\n");
  Compiled C = compileIn(P, "a.c");
  const Diagnostic &D = C.first();
  // Where the user wrote it, with the macro as a note.
  CHECK_EQ(D.Where.File, P.path("a.c"));
  CHECK_EQ(D.Where.Line, 3u);
  CHECK_EQ(D.Where.Column, 29u);
  CHECK_EQ(D.SourceLine, "int f(struct s *s) { return FIELD(s); }");
  bool FromMacro = false;
  for (const Diagnostic &Note : D.Notes)
    FromMacro |= Note.Message == "expanded from macro 'FIELD'" &&
                 Note.Where.File == P.path("m.h") && Note.Where.Line == 1;
  CHECK(FromMacro);
}

void fixIts() {
  Project P;
  P.file("a.c", "int f(void) { return 1 }\n");
  Compiled C = compileIn(P, "a.c");
  const Diagnostic &D = C.first();
  CHECK_CONTAINS(D.Message, "expected ';'");
  CHECK_EQ(D.FixIts.size(), 1u);
  if (D.FixIts.empty())
    return;
  CHECK_EQ(D.FixIts[0].Text, ";");
  CHECK_EQ(D.FixIts[0].Begin.Line, 1u);
  CHECK_EQ(D.FixIts[0].Begin.Column, 23u);
  CHECK_EQ(D.FixIts[0].End.Column, 23u);
}

/// `#line` moves positions to another file; the source line stays the real one.
void lineDirective() {
  Project P;
  P.file("a.c", "#line 70 \"gen/template.y\"\nint x = nothing;\n");
  const Compiled C = compileIn(P, "a.c");
  CHECK_EQ(C.first().Where.File, P.path("gen/template.y"));
  CHECK_EQ(C.first().Where.Line, 70u);
  CHECK_EQ(C.first().SourceLine, "int x = nothing;");
}

/// The file's bytes may be anything; clang must answer, not end the process.
void hostileSources() {
  Project P;
  std::string Zeros("int a;\0\0int b = \xff\xfe;\0", 20);
  std::string Deep(20000, '(');
  std::string Many;
  for (int I = 0; I != 100; ++I)
    Many += "int e" + std::to_string(I) + " = nothing;\n";
  P.file("zeros.c", Zeros).file("deep.c", "int x = " + Deep);
  P.file("many.c", Many).file("self.c", "#include \"self.c\"\n");
  for (const char *Name : {"zeros.c", "deep.c", "many.c", "self.c"}) {
    Compiled C = compileIn(P, Name);
    CHECK(!C.Result.Bitcode);
    CHECK(llvm::any_of(C.Diagnostics, [](const Diagnostic &D) {
      return D.Id == Code::COMPILE_ERROR && D.Level == Severity::Error;
    }));
  }
  Compiled C = compileIn(P, "many.c");
  CHECK_CONTAINS(C.Diagnostics.back().Message, "too many errors emitted");
  CHECK_EQ(C.Diagnostics.back().Where.File, P.path("many.c"));
}

} // namespace

int main() {
  errorInSource();
  warnings();
  notesBelongToTheirError();
  includeChain();
  headersOfUserSpace();
  theirSubstitutesCompile();
  headersOfUserSpaceThatFail();
  functionsOfLibc();
  loaderHeaders();
  macroExpansion();
  fixIts();
  lineDirective();
  hostileSources();
  return result();
}
