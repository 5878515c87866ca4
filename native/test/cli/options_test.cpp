// The command line: every flag, in every spelling that rustc, Makefiles and
// people use.

#include "cli/option_table.h"
#include "cli/options.h"
#include "test/check.h"

using namespace llvm;
using namespace bpflinker;

namespace {

CliOptions parse(const std::vector<const char *> &Arguments) {
  CliOptions Options;
  std::string Mistake;
  if (!parseOptions(Arguments, Options, Mistake))
    test::fail(__FILE__, __LINE__, Mistake);
  return Options;
}

std::string mistake(const std::vector<const char *> &Arguments) {
  CliOptions Options;
  std::string Mistake;
  CHECK(!parseOptions(Arguments, Options, Mistake));
  return Mistake;
}

std::string join(const std::vector<std::string> &List) {
  std::string Text;
  for (const std::string &S : List)
    Text += (Text.empty() ? "" : " ") + S;
  return Text;
}

void asRustcCalls() {
  CliOptions O = parse({"-flavor", "bpf", "--export-symbols", "/tmp/symbols",
                        "symbols.o", "a.rcgu.o", "liba.rlib", "-L", "/lib/dir",
                        "-L/other", "--cpu", "generic", "-o", "out", "-O3",
                        "--debug", "--btf", "--emit=asm", "--emit=obj"});
  CHECK_EQ(join(O.Inputs), "symbols.o a.rcgu.o liba.rlib");
  CHECK_EQ(join(O.ExportFiles), "/tmp/symbols");
  CHECK_EQ(O.Output, "out");
  CHECK(O.Link.Optimize == OptimizationLevel::O3);
  CHECK(O.Link.Btf);
  // The first --emit counts.
  CHECK(O.Emit == ArtifactKind::Assembly);
}

void everyValue() {
  CliOptions O = parse({"--output=o",
                        "--target",
                        "bpfel",
                        "--cpu=v4",
                        "--cpu-features",
                        "-alu32",
                        "-O",
                        "s",
                        "-O=z",
                        "--unroll-loops",
                        "--ignore-inline-never",
                        "--disable-memory-builtins",
                        "--disable-expand-memcpy-in-order",
                        "--allow-bpf-trap",
                        "--llvm-args",
                        "-a=1,-b",
                        "--llvm-args=-c",
                        "--dump-module",
                        "d",
                        "--log-file",
                        "l",
                        "--log-level",
                        "debug",
                        "--fatal-errors",
                        "false",
                        "-I",
                        "i",
                        "-Ij",
                        "-DA=1",
                        "--cflags",
                        "-Wall -include 'a b.h'",
                        "--cflags=-g",
                        "--libbpf-headers",
                        "b",
                        "--linux-headers=l",
                        "--linux-headers",
                        "m",
                        "in"});
  CHECK_EQ(O.Output, "o");
  CHECK_EQ(O.Link.Target, "bpfel");
  CHECK_EQ(O.Link.Cpu, "v4");
  CHECK_EQ(O.Link.CpuFeatures, "-alu32");
  // The last -O counts.
  CHECK(O.Link.Optimize == OptimizationLevel::Oz);
  CHECK(O.Link.UnrollLoops && O.Link.IgnoreInlineNever &&
        O.Link.DisableMemoryBuiltins && O.Link.ExpandMemcpyInOrder == false &&
        O.Link.AllowBpfTrap && !O.FatalErrors && !O.Link.Btf);
  CHECK_EQ(join(O.Link.LlvmArgs), "-a=1 -b -c");
  CHECK_EQ(O.Link.DumpModule, "d");
  CHECK_EQ(O.LogFile, "l");
  CHECK(O.Level == LogLevel::Debug);
  CHECK_EQ(join(O.IncludeDirs), "i j");
  CHECK_EQ(join(O.Defines), "A=1");
  CHECK_EQ(join(O.Cflags), "-Wall -include a b.h -g");
  CHECK_EQ(O.Cflags.size(), 4u);
  CHECK_EQ(join(O.Headers.Libbpf), "b");
  CHECK_EQ(join(O.Headers.Linux), "l m");
}

void relocatable() {
  CliOptions O = parse({"-r", "a.bc", "-o", "x"});
  CHECK(O.Link.Relocatable);
  CHECK(O.Emit == ArtifactKind::Bitcode);
  O = parse({"--relocatable", "--emit", "llvm-ir", "a.bc", "-o", "x"});
  CHECK(O.Emit == ArtifactKind::Ir);
  CHECK_CONTAINS(mistake({"-r", "--emit=obj", "a.bc", "-o", "x"}),
                 "--emit llvm-bc or llvm-ir");
}

void exportsTakeOneValueEach() {
  CliOptions O = parse({"--export", "foo,bar", "a.o", "--export=baz,,qux",
                        "--export", "last", "b.o", "-o", "x"});
  CHECK_EQ(join(O.Exports), "foo bar baz qux last");
  CHECK_EQ(join(O.Inputs), "a.o b.o");
}

void unresolvedOnes() {
  auto Left = [](std::vector<const char *> Arguments) {
    Arguments.insert(Arguments.end(), {"in", "-o", "x"});
    CliOptions O = parse(Arguments);
    CHECK_EQ(join(O.Inputs), "in");
    const UnresolvedSelection &Left = O.Link.AllowUnresolved;
    return (Left.All ? "all: " : "") + join(Left.Patterns);
  };
  CHECK_EQ(Left({}), "");
  // The next argument is never its value.
  CHECK_EQ(Left({"--allow-unresolved"}), "all: ");
  CHECK_EQ(Left({"--allow-unresolved=a,b_*"}), "a b_*");
  CHECK_EQ(Left({"--allow-unresolved=a", "--allow-unresolved=b"}), "a b");
  CHECK_EQ(Left({"--allow-unresolved=a", "--allow-unresolved"}), "all: a");
  CHECK_CONTAINS(mistake({"--allow-unresolved=", "in", "-o", "x"}),
                 "--allow-unresolved= needs a value: <names>");
  CHECK_CONTAINS(mistake({"--allow-unresolvd=a", "in", "-o", "x"}),
                 "did you mean '--allow-unresolved'?");
}

void ignoredOnes() {
  CliOptions O = parse({"-l", "c", "-lm", "--lib=x", "--rsp-quoting", "posix",
                        "--no-entry", "--gc-sections", "--strip-debug",
                        "--strip-all", "--flavor", "wasm", "-o", "x", "in"});
  CHECK_EQ(join(O.Inputs), "in");
}

void afterTwoDashes() {
  CliOptions O = parse({"-o", "x", "--", "--export", "-o", "--"});
  CHECK_EQ(join(O.Inputs), "--export -o --");
}

void mistakes() {
  CHECK_CONTAINS(mistake({"--exprot", "x"}), "did you mean '--export'?");
  CHECK_CONTAINS(mistake({"--qqqqqqqq"}), "there is no option '--qqqqqqqq'");
  CHECK_CONTAINS(mistake({"-x"}), "there is no option '-x'");
  CHECK_CONTAINS(mistake({"a.bc"}), "add -o <path>");
  CHECK_CONTAINS(mistake({"-o", "x"}), "no inputs");
  CHECK_CONTAINS(mistake({"a.bc", "-o"}), "-o needs a value: <path>");
  CHECK_CONTAINS(mistake({"--export", "--btf"}), "write --export=--btf");
  CHECK_CONTAINS(mistake({"--btf=yes"}), "--btf takes no value");
  CHECK_CONTAINS(mistake({"-O9"}), "expected 0, 1, 2, 3, s or z, found '9'");
  CHECK_CONTAINS(mistake({"--cpu", "v9"}), "v3 or v4, found 'v9'");
  CHECK_CONTAINS(mistake({"--emit", "elf"}), "obj, asm, llvm-bc or llvm-ir");
  CHECK_CONTAINS(mistake({"--fatal-errors", "no"}), "true or false");
  CHECK_CONTAINS(mistake({"--log-level", "loud"}), "found 'loud'");
  CHECK_CONTAINS(mistake({"--cflags", "-DA='x"}),
                 "--cflags: a single quote is not closed");
}

/// --help and --version want no output and no inputs, and every option that is
/// meant to be seen is in the text.
void help() {
  CHECK(parse({"--help"}).Help);
  CHECK(parse({"-h", "x"}).Help);
  CHECK(parse({"-V"}).Version);
  std::string Text = helpText();
  for (const OptionSpec &O : optionTable())
    if (!O.Section.empty())
      CHECK_CONTAINS(Text, O.Long.empty() ? std::string("-") + O.Short
                                          : "--" + O.Long.str());
}

} // namespace

int main() {
  asRustcCalls();
  everyValue();
  relocatable();
  exportsTakeOneValueEach();
  unresolvedOnes();
  ignoredOnes();
  afterTwoDashes();
  mistakes();
  help();
  return test::result();
}
