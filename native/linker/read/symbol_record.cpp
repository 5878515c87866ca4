#include "linker/read/symbol_record.h"

#include "llvm/Bitcode/LLVMBitCodes.h"

using namespace llvm;

namespace bpflinker {

GlobalValue::LinkageTypes decodeLinkage(uint64_t Value) {
  switch (Value) {
  case 1: // before explicit comdats
  case 16:
    return GlobalValue::WeakAnyLinkage;
  case 2:
    return GlobalValue::AppendingLinkage;
  case 3:
    return GlobalValue::InternalLinkage;
  case 4:
  case 18:
    return GlobalValue::LinkOnceAnyLinkage;
  case 7:
    return GlobalValue::ExternalWeakLinkage;
  case 8:
    return GlobalValue::CommonLinkage;
  case 9:
  case 13: // linker_private
  case 14: // linker_private_weak
    return GlobalValue::PrivateLinkage;
  case 10:
  case 17:
    return GlobalValue::WeakODRLinkage;
  case 11:
  case 19:
    return GlobalValue::LinkOnceODRLinkage;
  case 12:
    return GlobalValue::AvailableExternallyLinkage;
  default: // 0, and dllimport, dllexport, linkonce_odr_auto_hide of old
    return GlobalValue::ExternalLinkage;
  }
}

GlobalValue::VisibilityTypes decodeVisibility(uint64_t Value) {
  switch (Value) {
  case 1:
    return GlobalValue::HiddenVisibility;
  case 2:
    return GlobalValue::ProtectedVisibility;
  default:
    return GlobalValue::DefaultVisibility;
  }
}

GlobalValue::UnnamedAddr decodeUnnamedAddr(uint64_t Value) {
  switch (Value) {
  case 1:
    return GlobalValue::UnnamedAddr::Global;
  case 2:
    return GlobalValue::UnnamedAddr::Local;
  default:
    return GlobalValue::UnnamedAddr::None;
  }
}

const RecordLayout *layoutOf(unsigned Code) {
  static constexpr RecordLayout Variable = {
      SymbolKind::Variable, 3, 6, 8, 5, 11, 6};
  static constexpr RecordLayout Function = {
      SymbolKind::Function, 3, 7, 9, 6, 12, 8};
  static constexpr RecordLayout Alias = {SymbolKind::Alias, 3, 4, 7, 0, 0, 4};
  static constexpr RecordLayout Ifunc = {SymbolKind::Ifunc, 3, 4, 0, 0, 0, 4};
  switch (Code) {
  case bitc::MODULE_CODE_GLOBALVAR:
    return &Variable;
  case bitc::MODULE_CODE_FUNCTION:
    return &Function;
  case bitc::MODULE_CODE_ALIAS:
    return &Alias;
  case bitc::MODULE_CODE_IFUNC:
    return &Ifunc;
  default:
    return nullptr;
  }
}

} // namespace bpflinker
