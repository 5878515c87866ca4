// clang's DiagnosticRenderer does the hard part: it walks macro expansions and
// the include stack and maps ranges and fix-its back into files. What a
// terminal would show as further lines arrives here as further calls, and each
// becomes a note. A renderer lives for one diagnostic only: it would leave out
// an include chain that it has shown before, and each of our diagnostics stands
// alone.

#include "compiler/diagnostics.h"
#include "compiler/paths.h"

#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/DiagnosticRenderer.h"
#include "clang/Lex/Lexer.h"

using namespace llvm;
using clang::CharSourceRange;
using clang::DiagnosticsEngine;
using clang::FixItHint;
using clang::FullSourceLoc;
using clang::PresumedLoc;

namespace bpflinker {
namespace {

Severity severityOf(DiagnosticsEngine::Level Level) {
  switch (Level) {
  case DiagnosticsEngine::Ignored:
  case DiagnosticsEngine::Note:
    return Severity::Note;
  case DiagnosticsEngine::Remark:
    return Severity::Remark;
  case DiagnosticsEngine::Warning:
    return Severity::Warning;
  case DiagnosticsEngine::Error:
  case DiagnosticsEngine::Fatal:
    return Severity::Error;
  }
  llvm_unreachable("covered switch");
}

/// " [-Werror,-Wunused-variable]", as clang's text printer writes it
/// (clang/lib/Frontend/TextDiagnosticPrinter.cpp, printDiagnosticOptions).
std::string flagsOf(DiagnosticsEngine::Level Level,
                    const clang::Diagnostic &Info) {
  clang::DiagnosticIDs &Ids = *Info.getDiags()->getDiagnosticIDs();
  StringRef Option = Ids.getWarningOptionForDiag(Info.getID());
  std::string Flags;
  if (Level == DiagnosticsEngine::Error &&
      Ids.isWarningOrExtension(Info.getID()) &&
      !Ids.isDefaultMappingAsError(Info.getID()))
    Flags = "-Werror";
  if (!Option.empty()) {
    if (!Flags.empty())
      Flags += ",";
    Flags += Level == DiagnosticsEngine::Remark ? "-R" : "-W";
    Flags += Option;
    if (!Info.getFlagValue().empty())
      Flags += ("=" + Info.getFlagValue()).str();
  }
  return Flags.empty() ? Flags : " [" + Flags + "]";
}

/// Fills one Diagnostic and hangs what follows on it as notes.
class Renderer final : public clang::DiagnosticNoteRenderer {
public:
  Renderer(const clang::LangOptions &Language,
           clang::DiagnosticOptions &Options, StringRef WorkingDir,
           Diagnostic &Into)
      : DiagnosticNoteRenderer(Language, Options), WorkingDir(WorkingDir),
        Into(Into) {}

  /// The include chain comes before the message it leads to; it goes after the
  /// other notes.
  void finish() {
    for (Diagnostic &Note : Chain)
      Into.note(std::move(Note));
  }

private:
  void emitDiagnosticMessage(FullSourceLoc Loc, PresumedLoc Where,
                             DiagnosticsEngine::Level Level, StringRef Message,
                             ArrayRef<CharSourceRange>,
                             clang::DiagOrStoredDiag) override {
    if (Started) {
      Into.note(Diagnostic(Severity::Note, Into.Id, Message.str()));
      Current = &Into.Notes.back();
    }
    Started = true;
    Current->Where = locate(Where);
  }

  void emitDiagnosticLoc(FullSourceLoc, PresumedLoc, DiagnosticsEngine::Level,
                         ArrayRef<CharSourceRange>) override {}

  void emitCodeContext(FullSourceLoc Loc, DiagnosticsEngine::Level,
                       SmallVectorImpl<CharSourceRange> &Ranges,
                       ArrayRef<FixItHint> Hints) override {
    if (Loc.isInvalid())
      return;
    const clang::SourceManager &Sources = Loc.getManager();
    bool Invalid = false;
    StringRef Buffer = Sources.getBufferData(Loc.getFileID(), &Invalid);
    if (Invalid)
      return;
    unsigned Offset = Loc.getFileOffset();
    size_t Begin = Buffer.substr(0, Offset).find_last_of('\n') + 1;
    StringRef Line = Buffer.substr(Begin).take_until(
        [](char C) { return C == '\n' || C == '\r'; });
    Current->SourceLine = Line.str();
    Current->Length =
        std::min<size_t>(lengthAt(Loc, Ranges), Begin + Line.size() - Offset);
    for (const FixItHint &Hint : Hints)
      addFixIt(Hint, Sources);
  }

  void emitIncludeLocation(FullSourceLoc, PresumedLoc Where) override {
    Diagnostic Note(Severity::Note, Into.Id, "included from here");
    Note.Where = locate(Where);
    Note.Where.Column = 0;
    Chain.push_back(std::move(Note));
  }

  void emitNote(FullSourceLoc Loc, StringRef Message) override {
    Diagnostic Note(Severity::Note, Into.Id, Message.str());
    if (Loc.isValid())
      Note.Where = locate(Loc.getPresumedLoc());
    Into.note(std::move(Note));
  }

  SourceLocation locate(PresumedLoc Where) const {
    if (Where.isInvalid())
      return {};
    return {nameOf(Where.getFilename()), Where.getLine(), Where.getColumn()};
  }

  /// `<built-in>` and `<command line>` are no files.
  std::string nameOf(StringRef File) const {
    return File.starts_with("<") ? File.str() : absolutePath(WorkingDir, File);
  }

  /// Bytes from the caret on: to the end of the range it is in, else its token.
  unsigned lengthAt(FullSourceLoc Loc, ArrayRef<CharSourceRange> Ranges) const {
    const clang::SourceManager &Sources = Loc.getManager();
    unsigned Caret = Loc.getFileOffset();
    unsigned Token = clang::Lexer::MeasureTokenLength(Loc, Sources, LangOpts);
    for (const CharSourceRange &Range : Ranges) {
      CharSourceRange Chars = clang::Lexer::makeFileCharRange(
          clang::Lexer::getAsCharRange(Range, Sources, LangOpts), Sources,
          LangOpts);
      if (Chars.isInvalid() ||
          Sources.getFileID(Chars.getBegin()) != Loc.getFileID())
        continue;
      unsigned Begin = Sources.getFileOffset(Chars.getBegin());
      unsigned End = Sources.getFileOffset(Chars.getEnd());
      // Only a range that starts here: with the caret at an operator, its
      // operands' ranges lie on both sides and the operator is meant.
      if (Begin == Caret && End > Begin)
        return End - Begin;
    }
    return Token;
  }

  void addFixIt(const FixItHint &Hint, const clang::SourceManager &Sources) {
    if (Hint.isNull())
      return;
    CharSourceRange Range = clang::Lexer::makeFileCharRange(
        clang::Lexer::getAsCharRange(Hint.RemoveRange, Sources, LangOpts),
        Sources, LangOpts);
    if (Range.isInvalid())
      return;
    // Presumed positions (#line) would point into another file's text.
    FixIt Fix;
    Fix.Begin = locate(Sources.getPresumedLoc(Range.getBegin(), false));
    Fix.End = locate(Sources.getPresumedLoc(Range.getEnd(), false));
    Fix.Text = Hint.CodeToInsert;
    if (Hint.InsertFromRange.isValid())
      Fix.Text =
          clang::Lexer::getSourceText(Hint.InsertFromRange, Sources, LangOpts)
              .str();
    Current->FixIts.push_back(std::move(Fix));
  }

  StringRef WorkingDir;
  Diagnostic &Into;
  /// What the next code context belongs to: `Into` or its latest note.
  Diagnostic *Current = &Into;
  bool Started = false;
  std::vector<Diagnostic> Chain;
};

} // namespace

void ClangDiagnostics::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                        const clang::Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  Message += flagsOf(Level, Info);

  Severity S = severityOf(Level);
  Diagnostic D(S, S == Severity::Error ? ErrorCode : Code::COMPILE_WARNING,
               Message.str().str());
  if (Info.getLocation().isValid() && Info.hasSourceManager()) {
    clang::LangOptions Plain;
    Renderer R(Language ? *Language : Plain,
               Info.getDiags()->getDiagnosticOptions(), WorkingDir, D);
    R.emitDiagnostic(FullSourceLoc(Info.getLocation(), Info.getSourceManager()),
                     Level, Message, Info.getRanges(), Info.getFixItHints(),
                     &Info);
    R.finish();
  } else if (S != Severity::Note && ErrorCode == Code::COMPILE_ERROR) {
    // Of the compile as a whole, e.g. "too many errors emitted".
    D.atFile(absolutePath(WorkingDir, InputName));
  }

  if (S == Severity::Note && Pending) {
    // A note's own include chain repeats its parent's.
    D.Id = Pending->Id;
    for (Diagnostic &Note : D.Notes)
      Note.Id = D.Id;
    Pending->note(std::move(D));
    return;
  }
  flush();
  Pending = std::move(D);
}

void ClangDiagnostics::flush() {
  if (Pending)
    Sink.report(std::move(*Pending));
  Pending.reset();
}

} // namespace bpflinker
