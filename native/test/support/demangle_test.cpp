// Symbols of both of rustc's schemes, and what only looks like one.

#include "support/demangle.h"
#include "support/diagnostic.h"

#include "test/check.h"

using namespace bpflinker;
using namespace llvm;

#define HASH "17h0123456789abcdefE"

static void legacySymbols() {
  CHECK_EQ(demangled("_ZN4core3fmt5write" HASH), "core::fmt::write");
  CHECK_EQ(demangled("_ZN4main" HASH), "main");
  // Escapes, as rustc 1.96 writes them.
  CHECK_EQ(
      demangled("_ZN44_$LT$$RF$T$u20$as$u20$core..fmt..Display$GT$3fmt" HASH),
      "<&T as core::fmt::Display>::fmt");
  CHECK_EQ(demangled("_ZN4core3ptr50drop_in_place$LT$$LP$u8$C$$BP$const$u20$u8$"
                     "RP$$GT$" HASH),
           "core::ptr::drop_in_place<(u8,*const u8)>");
  CHECK_EQ(demangled("_ZN5probe5parse28_$u7b$$u7b$closure$u7d$$u7d$" HASH),
           "probe::parse::{{closure}}");
  CHECK_EQ(demangled("_ZN5probe8$u5909$a" HASH), "probe::\xe5\xa4\x89"
                                                 "a");
  // What LLVM appends.
  CHECK_EQ(demangled("_ZN5probe5parse" HASH ".llvm.1234567890"),
           "probe::parse");
  CHECK_EQ(demangled("_RNvCs1_5probe5parse.llvm.1234567890"), "probe::parse");
  CHECK_EQ(demangled("_ZN5probe5parse" HASH ".7"), "probe::parse.7");
}

static void v0Symbols() {
  CHECK_EQ(demangled("_RNvCs1234_4demo4main"), "demo::main");
  CHECK_EQ(demangled("_RNvNtCs1_4core3fmt5write"), "core::fmt::write");
  CHECK_EQ(demangled("_RNvMCs1_5probeNtB2_5Table3get"), "<probe::Table>::get");
  CHECK_EQ(demangled("_RINvCs1_5probe5parsehE"), "probe::parse::<u8>");
  CHECK_EQ(demangled("_RNCNvCs1_5probe5parse0"), "probe::parse::{closure#0}");
  CHECK_EQ(demangled("_RNvCs1_5probeu5n_eha"), "probe::n\xc3\xbc"); // punycode
}

static void everyOtherSymbol() {
  for (StringRef Symbol :
       {"", "main", "_R", "_RELEASE", "_Register", "_ZN", "_ZN3foo3barEv",
        "_ZN4core3fmt5write17h0123456789abcdegE", "_ZN4core3fmt5write",
        "_ZN99999999999999999999core" HASH, "_ZN9core" HASH, "_ZN0" HASH,
        "_ZN5a$XX$" HASH, "_ZN4a$LT" HASH, "_ZN9$u110000$" HASH,
        "_ZN4core" HASH "x", HASH, "__ZN4core" HASH})
    CHECK_EQ(demangled(Symbol), "");
}

/// A type that stands for `Depth` types inside each other, each of which has
/// the one inside it three times: 3^Depth.
static std::string nested(unsigned Depth) {
  // The place of a type in base 62, from behind _R; 0 is B_, 1 is B0_.
  auto Repeat = [](size_t Place) {
    static constexpr StringLiteral Digits =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string Text;
    for (size_t N = Place - 1;; N /= 62) {
      Text.insert(Text.begin(), Digits[N % 62]);
      if (N < 62)
        return "B" + Text + "_";
    }
  };
  std::string Symbol = "_RINvC1a1bTyE";
  size_t Last = Symbol.size() - 3;
  for (unsigned I = 0; I < Depth; ++I) {
    size_t Here = Symbol.size();
    Symbol +=
        "T" + Repeat(Last - 2) + Repeat(Last - 2) + Repeat(Last - 2) + "E";
    Last = Here;
  }
  return Symbol + "E";
}

static void whatWouldNeverEnd() {
  CHECK_EQ(demangled(nested(2)),
           "a::b::<(u64,), ((u64,), (u64,), (u64,)), "
           "(((u64,), (u64,), (u64,)), ((u64,), (u64,), (u64,)), "
           "((u64,), (u64,), (u64,)))>");
  CHECK_EQ(demangled(nested(40)), "");
  CHECK_EQ(demangled("_RINvC1a1b" + std::string(1 << 20, 'y') + "E"), "");
}

static void symbolsInText() {
  CHECK_EQ(demangledIn(""), "");
  CHECK_EQ(demangledIn("function 'main': 3 calls."),
           "function 'main': 3 calls.");
  CHECK_EQ(
      demangledIn("undefined symbol '_ZN3dep4call" HASH
                  "', referred to by function '_RNvCs1234_4demo4main'"),
      "undefined symbol 'dep::call', referred to by function 'demo::main'");
  CHECK_EQ(demangledIn("_RNvCs1234_4demo4main."), "demo::main.");
  CHECK_EQ(demangledIn("x_RNvCs1234_4demo4main"), "x_RNvCs1234_4demo4main");
  CHECK_EQ(demangledIn("a.rlib(_RNvCs1_1a1b)"), "a.rlib(a::b)");
}

/// Every message, whoever writes it. What is there to be pasted, and what is
/// there for programs, keeps the symbol.
static void diagnostics() {
  DiagnosticSink Sink;
  Sink.report(error(Code::SYMBOL_UNRESOLVED, "undefined symbol '_RNvCs1_1a1b'")
                  .symbol("_RNvCs1_1a1b")
                  .hint("--export _RNvCs1_1a1b")
                  .note(error(Code::SYMBOL_UNRESOLVED, "by '_RNvCs1_1a1c'")
                            .note(error(Code::INTERNAL, "in '_RNvCs1_1a1d'"))));
  const Diagnostic &D = Sink.all().front();
  CHECK_EQ(D.Message, "undefined symbol 'a::b'");
  CHECK_EQ(D.Symbol, "_RNvCs1_1a1b");
  CHECK_EQ(D.Hint, "--export _RNvCs1_1a1b");
  CHECK_EQ(D.Notes.front().Message, "by 'a::c'");
  CHECK_EQ(D.Notes.front().Notes.front().Message, "in 'a::d'");
}

int main() {
  legacySymbols();
  v0Symbols();
  everyOtherSymbol();
  whatWouldNeverEnd();
  symbolsInText();
  diagnostics();
  return test::result();
}
