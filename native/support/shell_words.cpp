#include "support/shell_words.h"

#include "llvm/ADT/StringExtras.h"

#include <optional>

using namespace llvm;

namespace bpflinker {
namespace {

bool isWordCharacter(char C) { return isAlnum(C) || C == '_'; }

/// What begins at the `$` of `Text`, as a shell takes it; empty: a plain `$`.
StringRef expansionAt(StringRef Text) {
  if (Text.size() < 2)
    return {};
  if (isWordCharacter(Text[1]))
    return Text.take_front(
        1 + Text.drop_front().take_while(isWordCharacter).size());
  char Close = Text[1] == '(' ? ')' : Text[1] == '{' ? '}' : 0;
  return Close
             ? Text.take_front(std::min(Text.find(Close), Text.size() - 1) + 1)
             : StringRef();
}

class Splitter {
public:
  Splitter(StringRef Text, std::vector<std::string> &Words,
           std::string &Mistake)
      : Rest(Text), Words(Words), Mistake(Mistake) {}

  bool split() {
    while (!Rest.empty())
      if (!step())
        return false;
    if (Quote)
      return fail(Twine("a ") + (Quote == '\'' ? "single" : "double") +
                  " quote is not closed");
    endWord();
    return true;
  }

private:
  bool step() {
    StringRef From = Rest;
    char C = Rest.front();
    Rest = Rest.drop_front();
    if (Quote == '\'') {
      C == Quote ? void(Quote = 0) : add(C);
      return true;
    }
    if (C == '\\')
      return escaped();
    if (C == '`')
      return fail("a command in backticks is for a shell, and none runs");
    if (StringRef E = C == '$' ? expansionAt(From) : ""; !E.empty())
      return fail(E + " is for a shell, and none runs");
    if (Quote)
      C == Quote ? void(Quote = 0) : add(C);
    else if (C == '\'' || C == '"')
      open(C);
    else if (StringRef(" \t\n\r").contains(C))
      endWord();
    else
      add(C);
    return true;
  }

  bool escaped() {
    if (Rest.empty())
      return fail("a backslash is the last character");
    char Next = Rest.front();
    Rest = Rest.drop_front();
    // Before the end of a line both go.
    if (Next == '\n')
      return true;
    // Inside quotes it stands for itself before all but these.
    if (Quote && !StringRef("$`\"\\").contains(Next))
      add('\\');
    add(Next);
    return true;
  }

  void open(char C) {
    Quote = C;
    if (!Word)
      Word.emplace();
  }
  void add(char C) {
    if (!Word)
      Word.emplace();
    Word->push_back(C);
  }
  void endWord() {
    if (Word)
      Words.push_back(std::move(*Word));
    Word.reset();
  }
  bool fail(const Twine &Why) {
    Mistake = Why.str();
    return false;
  }

  StringRef Rest;
  std::vector<std::string> &Words;
  std::string &Mistake;
  /// Nothing between words: '' is a word too.
  std::optional<std::string> Word;
  char Quote = 0;
};

} // namespace

bool shellWords(StringRef Text, std::vector<std::string> &Words,
                std::string &Mistake) {
  return Splitter(Text, Words, Mistake).split();
}

} // namespace bpflinker
