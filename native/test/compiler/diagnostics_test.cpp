// clang's diagnostics as data.

#include "test/compiler/project.h"

#include "llvm/ADT/STLExtras.h"

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
  macroExpansion();
  fixIts();
  lineDirective();
  hostileSources();
  return result();
}
