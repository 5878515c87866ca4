#include "support/demangle.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/ConvertUTF.h"

#include <cstdlib>
#include <memory>

using namespace llvm;

namespace bpflinker {

namespace {

/// A v0 symbol may repeat parts of itself that repeat parts themselves, so a
/// short one can stand for gigabytes, and objects come from anywhere. Of the
/// 124,000 symbols of rustc 1.97, whose types nest deeper than any BPF
/// program's, 99.6 % are within both bounds.
constexpr size_t MostBytes = 2048;
constexpr size_t MostRepeats = 32;

size_t repeatsIn(StringRef Symbol) {
  size_t Count = 0;
  while (!Symbol.empty()) {
    Symbol = Symbol.drop_until([](char C) { return C == 'B'; }).drop_front();
    Count += Symbol.drop_while(isAlnum).starts_with("_");
  }
  return Count;
}

std::string demangledV0(StringRef Symbol) {
  if (Symbol.size() > MostBytes || repeatsIn(Symbol) > MostRepeats)
    return "";
  std::unique_ptr<char, decltype(&std::free)> Path(rustDemangle(Symbol),
                                                   &std::free);
  return Path ? Path.get() : "";
}

/// The character that `$LT$` stands for, by what is between the dollars. Empty
/// when it stands for none.
std::string unescaped(StringRef Escape) {
  StringRef Known = StringSwitch<StringRef>(Escape)
                        .Case("SP", "@")
                        .Case("BP", "*")
                        .Case("RF", "&")
                        .Case("LT", "<")
                        .Case("GT", ">")
                        .Case("LP", "(")
                        .Case("RP", ")")
                        .Case("C", ",")
                        .Default("");
  unsigned CodePoint = 0;
  if (!Known.empty() || !Escape.consume_front("u") ||
      Escape.getAsInteger(16, CodePoint) || CodePoint < ' ')
    return Known.str();
  char Bytes[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
  char *End = Bytes;
  return ConvertCodePointToUTF8(CodePoint, End) ? std::string(Bytes, End) : "";
}

/// Appends one part of a path: `_$LT$T$u20$as$u20$core..fmt..Debug$GT$` is
/// `<T as core::fmt::Debug>`. False when it is none.
bool appendLegacyPart(StringRef Part, std::string &Path) {
  // An identifier cannot begin with what is escaped, so rustc puts this first.
  if (Part.starts_with("_$"))
    Part = Part.drop_front();
  while (!Part.empty()) {
    if (Part.consume_front("..")) {
      Path += "::";
    } else if (Part.consume_front("$")) {
      size_t End = Part.find('$');
      std::string Character = unescaped(Part.take_front(End));
      if (End == StringRef::npos || Character.empty())
        return false;
      Path += Character;
      Part = Part.substr(End + 1);
    } else {
      size_t Plain = Part.find_first_of("$.", /*From=*/1);
      Path += Part.take_front(Plain);
      Part = Part.substr(Plain);
    }
  }
  return true;
}

/// `17h` and 16 digits.
bool isLegacyHash(StringRef Part) {
  return Part.size() == 17 && Part.consume_front("h") &&
         all_of(Part, isHexDigit);
}

/// The scheme of C++ with escapes and a hash. (LLVM's demangler of C++ would
/// leave both as they are.)
std::string demangledLegacy(StringRef Symbol) {
  std::string Path;
  StringRef Last;
  while (!Symbol.consume_front("E")) {
    size_t Length = 0;
    if (Symbol.consumeInteger(10, Length) || Length == 0 ||
        Length > Symbol.size())
      return "";
    if (!Last.empty()) {
      Path += Path.empty() ? "" : "::";
      if (!appendLegacyPart(Last, Path))
        return "";
    }
    Last = Symbol.take_front(Length);
    Symbol = Symbol.drop_front(Length);
  }
  bool IsSuffix = Symbol.empty() || Symbol.starts_with(".");
  return IsSuffix && isLegacyHash(Last) ? Path + Symbol.str() : "";
}

bool isInSymbol(char C) {
  return isAlnum(C) || C == '_' || C == '$' || C == '.';
}

} // namespace

std::string demangled(StringRef Symbol) {
  // LLVM appends it, with a number, where it makes a local symbol global. It
  // says no more than a hash does.
  Symbol = Symbol.take_front(Symbol.find(".llvm."));
  if (Symbol.starts_with("_R"))
    return demangledV0(Symbol);
  if (Symbol.consume_front("_ZN"))
    return demangledLegacy(Symbol);
  return "";
}

std::string demangledIn(StringRef Text) {
  std::string Result;
  while (!Text.empty()) {
    StringRef Between = Text.take_until(isInSymbol);
    StringRef Word = Text.drop_front(Between.size()).take_while(isInSymbol);
    Text = Text.drop_front(Between.size() + Word.size());
    // A full stop may end a sentence.
    StringRef Symbol = Word.rtrim('.');
    std::string Path = demangled(Symbol);
    Result += Between;
    Result += Path.empty() ? Symbol : StringRef(Path);
    Result += Word.drop_front(Symbol.size());
  }
  return Result;
}

} // namespace bpflinker
