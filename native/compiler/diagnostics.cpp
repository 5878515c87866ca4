// clang's DiagnosticRenderer does the hard part: it walks macro expansions and
// the include stack and maps ranges and fix-its back into files. What a
// terminal would show as further lines arrives here as further calls, and each
// becomes a note. A renderer lives for one diagnostic only: it would leave out
// an include chain that it has shown before, and each of our diagnostics stands
// alone.

#include "compiler/diagnostics.h"
#include "compiler/paths.h"
#include "compiler/user_space_headers.h"

#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/DiagnosticRenderer.h"
#include "clang/Lex/LexDiagnostic.h"
#include "clang/Lex/Lexer.h"
#include "clang/Sema/SemaDiagnostic.h"

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

/// Its first argument, the name of a header; empty: of another kind.
StringRef headerIn(const clang::Diagnostic &Info) {
  switch (Info.getNumArgs() == 0 ? DiagnosticsEngine::ak_sint
                                 : Info.getArgKind(0)) {
  case DiagnosticsEngine::ak_std_string:
    return Info.getArgStdStr(0);
  case DiagnosticsEngine::ak_c_string:
    return Info.getArgCStr(0);
  default:
    return {};
  }
}

/// `sys/types.h` of `<sys/types.h>`, at the place of an #include's name.
StringRef includedAt(clang::SourceLocation Loc,
                     const clang::SourceManager &Sources) {
  bool Invalid = false;
  StringRef Buffer = Sources.getBufferData(Sources.getFileID(Loc), &Invalid);
  if (Invalid)
    return {};
  StringRef Line =
      Buffer.drop_front(Sources.getFileOffset(Loc)).take_until([](char C) {
        return C == '\n';
      });
  if (!Line.consume_front("<") && !Line.consume_front("\""))
    return {}; // a macro's name
  return Line.take_until([](char C) { return C == '>' || C == '"'; });
}

/// The first header of user space on the way from the source to a place; empty:
/// none. One of that name in the user's own folders is meant so.
StringRef userSpaceHeaderAbove(clang::SourceLocation Loc,
                               const clang::SourceManager &Sources) {
  StringRef First;
  clang::FileID File = Sources.getFileID(Sources.getExpansionLoc(Loc));
  for (clang::SourceLocation From;
       (From = Sources.getIncludeLoc(File)).isValid();
       File = Sources.getFileID(From)) {
    clang::SourceLocation Start = Sources.getLocForStartOfFile(File);
    bool IsSystems = Sources.isInSystemHeader(Start) ||
                     Sources.getFilename(Start).starts_with("/usr/");
    if (StringRef Name = includedAt(From, Sources);
        IsSystems && isUserSpaceHeader(Name))
      First = Name;
  }
  return First;
}

/// The header of user space that an error comes from; empty: from none.
std::string userSpaceHeaderOf(const clang::Diagnostic &Info) {
  if (Info.getLocation().isInvalid() || !Info.hasSourceManager())
    return "";
  if (StringRef Above =
          userSpaceHeaderAbove(Info.getLocation(), Info.getSourceManager());
      !Above.empty())
    return Above.str();
  switch (Info.getID()) {
  case clang::diag::err_pp_file_not_found:
  case clang::diag::err_pp_file_not_found_angled_include_not_fatal:
  case clang::diag::err_pp_file_not_found_typo_not_fatal:
    return isUserSpaceHeader(headerIn(Info)) ? headerIn(Info).str() : "";
  default:
    return "";
  }
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
  if (S == Severity::Error)
    if (std::string Header = userSpaceHeaderOf(Info); !Header.empty()) {
      D.Id = Code::USER_SPACE_HEADER;
      // Of many errors in one header the first says it.
      if (Explained.insert(Header).second)
        D.hint(insteadOfHeader(Header));
    }
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
    // A function of libc that is not declared: clang advises to include that.
    if (Info.getID() == clang::diag::note_include_header_or_declare &&
        isUserSpaceHeader(headerIn(Info)))
      Pending->hint(insteadOfHeader(headerIn(Info)));
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
