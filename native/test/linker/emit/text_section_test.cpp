// Where code stands, and how functions end.

#include "test/linker/finish.h"

#include "llvm/ADT/StringExtras.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

std::string assembly(StringRef Ir, std::vector<std::string> Exports = {}) {
  Finished F = finish(("target triple = \"bpf\"\n" + Ir).str(),
                      assemblyOptions(), std::move(Exports));
  for (const Diagnostic &D : F.Diagnostics)
    fail(__FILE__, __LINE__, formatDiagnostic(D));
  return F.text().str();
}

/// The instructions of a function, "call kernel; exit".
std::string body(StringRef Assembly, StringRef Name) {
  std::string Label = ("\n" + Name + ":").str();
  StringRef Text = Assembly.substr(Assembly.find(Label)).drop_front(1);
  Text = Text.take_front(Text.find("\n.Lfunc_end"));
  llvm::SmallVector<StringRef> Lines, Kept;
  Text.split(Lines, '\n');
  for (StringRef Line : Lines)
    if (Line.starts_with("\t") && !Line.ltrim().starts_with(".") &&
        !Line.ltrim().starts_with("#"))
      Kept.push_back(Line.trim());
  return llvm::join(Kept, "; ");
}

/// The section that a function stands in.
StringRef sectionOf(StringRef Assembly, StringRef Name) {
  std::string Label = ("\n" + Name + ":").str();
  StringRef Before = Assembly.take_front(Assembly.find(Label));
  size_t Directive = Before.rfind("\t.section\t");
  size_t Text = Before.rfind("\t.text\n");
  if (Directive == StringRef::npos ||
      (Text != StringRef::npos && Text > Directive))
    return ".text";
  StringRef Section = Before.substr(Directive).split("\t.section\t").second;
  return Section.take_until([](char C) { return C == ',' || C == '\n'; })
      .trim('"');
}

void everyFunctionEndsInAnExit() {
  std::string Text = assembly(R"(
declare void @kernel(i64) section ".ksyms"
define void @panics(i64 %x) section "tc" {
  call void @kernel(i64 %x)
  unreachable
}
define i64 @sometimes(i64 %x) section "tc" {
  %z = icmp eq i64 %x, 0
  br i1 %z, label %bad, label %good
good:
  ret i64 1
bad:
  call void @kernel(i64 3)
  unreachable
}
define void @nothing() section "tc" {
  unreachable
}
define i64 @returns(i64 %x) section "tc" {
  ret i64 %x
}
define void @loops(ptr %p) section "tc" {
  br label %again
again:
  store volatile i64 1, ptr %p
  br label %again
}
define void @assembly() section "tc" {
  call void asm sideeffect "exit", ""()
  unreachable
}
)");
  CHECK_EQ(body(Text, "panics"), "call kernel; exit");
  CHECK(StringRef(body(Text, "sometimes")).ends_with("call kernel; exit"));
  CHECK_EQ(body(Text, "nothing"), "exit");
  // Those that end well stay as they are.
  CHECK_EQ(body(Text, "returns"), "r0 = r1; exit");
  CHECK(!StringRef(body(Text, "loops")).contains("exit"));
  CHECK_EQ(StringRef(body(Text, "assembly")).count("exit"), 1u);
}

void codeThatIsNoProgramIsInText() {
  std::string Text = assembly(R"(
declare i64 @kernel(i64) section ".ksyms"
define i64 @cold(i64 %x) cold noinline {
  %r = call i64 @kernel(i64 %x)
  ret i64 %r
}
define i64 @hot(i64 %x) hot noinline {
  %r = call i64 @kernel(i64 %x)
  ret i64 %r
}
define i64 @named(i64 %x) noinline section ".text.unlikely." {
  %r = call i64 @kernel(i64 %x)
  ret i64 %r
}
define i64 @program(i64 %x) cold section "tc" {
  %a = call i64 @cold(i64 %x)
  %b = call i64 @hot(i64 %a)
  %c = call i64 @named(i64 %b)
  ret i64 %c
}
)",
                              {"program"});
  for (StringRef Name : {"cold", "hot", "named"})
    CHECK_EQ(sectionOf(Text, Name), ".text");
  CHECK_EQ(sectionOf(Text, "program"), "tc");
}

} // namespace

int main() {
  everyFunctionEndsInAnExit();
  codeThatIsNoProgramIsInText();
  return result();
}
