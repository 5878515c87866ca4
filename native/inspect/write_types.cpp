#include "inspect/parts.h"

#include "llvm/DebugInfo/BTF/BTF.h"

namespace bpflinker {

using namespace llvm;

namespace {

/// Functions and variables number them alike.
StringRef linkageName(uint32_t Linkage) {
  static_assert(+BTF::FUNC_STATIC == +BTF::VAR_STATIC &&
                +BTF::FUNC_GLOBAL == +BTF::VAR_GLOBAL_ALLOCATED &&
                +BTF::FUNC_EXTERN == +BTF::VAR_GLOBAL_EXTERNAL);
  return Linkage == BTF::FUNC_STATIC   ? "static"
         : Linkage == BTF::FUNC_GLOBAL ? "global"
                                       : "extern";
}

class Writer {
public:
  Writer(JsonWriter &J, const Btf &Types) : J(J), Types(Types) {}

  void type(BtfId Id) {
    const BtfType &T = Types.type(Id);
    J.number("id", Id);
    J.text("kind", btfKindName(T.Kind));
    J.textIfAny("name", T.Name);
    switch (T.Kind) {
    case BtfKind::Void:
      break;
    case BtfKind::Int:
      J.number("size", T.Size);
      J.number("bits", T.Bits);
      J.numberIfAny("bitOffset", T.BitOffset);
      J.flagIfTrue("signed", T.Encoding & BTF::INT_SIGNED);
      J.flagIfTrue("char", T.Encoding & BTF::INT_CHAR);
      J.flagIfTrue("bool", T.Encoding & BTF::INT_BOOL);
      break;
    case BtfKind::Float:
      J.number("size", T.Size);
      break;
    case BtfKind::Ptr:
    case BtfKind::Typedef:
    case BtfKind::Volatile:
    case BtfKind::Const:
    case BtfKind::Restrict:
    case BtfKind::TypeTag:
      J.number("type", T.Type);
      break;
    case BtfKind::Array:
      J.number("type", T.Type);
      J.number("indexType", T.IndexType);
      J.number("count", T.Count);
      break;
    case BtfKind::Struct:
    case BtfKind::Union:
      J.number("size", T.Size);
      elements("members", T, &Writer::member);
      break;
    case BtfKind::Enum:
    case BtfKind::Enum64:
      J.number("size", T.Size);
      J.flag("signed", T.Flag);
      elements("values", T, &Writer::value);
      break;
    case BtfKind::Fwd:
      J.flag("union", T.Flag);
      break;
    case BtfKind::Func:
    case BtfKind::Var:
      J.number("type", T.Type);
      J.text("linkage", linkageName(T.Linkage));
      break;
    case BtfKind::FuncProto:
      prototype(T);
      break;
    case BtfKind::DataSec:
      J.number("size", T.Size);
      elements("variables", T, &Writer::variable);
      break;
    case BtfKind::DeclTag:
      J.number("type", T.Type);
      if (T.Component >= 0)
        J.number("component", T.Component);
      break;
    }
  }

private:
  using Element = void (Writer::*)(const BtfType &, const BtfElement &);

  void elements(StringRef Key, const BtfType &T, Element Write) {
    J.array(Key, [&] {
      for (const BtfElement &E : Types.elements(T))
        if (!J.full())
          J.object([&] { (this->*Write)(T, E); });
    });
  }

  void member(const BtfType &, const BtfElement &E) {
    J.textIfAny("name", E.Name);
    J.number("type", E.Type);
    J.number("bitOffset", E.Offset);
    J.numberIfAny("bitSize", E.Size);
  }

  void value(const BtfType &T, const BtfElement &E) {
    J.text("name", E.Name);
    if (T.Kind == BtfKind::Enum)
      J.number("value", int64_t(E.Value));
    else
      J.text("value", T.Flag ? std::to_string(int64_t(E.Value))
                             : std::to_string(E.Value));
  }

  void variable(const BtfType &, const BtfElement &E) {
    J.number("type", E.Type);
    J.number("offset", E.Offset);
    J.number("size", E.Size);
  }

  /// A last parameter without name and type stands for "...".
  void prototype(const BtfType &T) {
    ArrayRef<BtfElement> Parameters = Types.elements(T);
    bool Variadic = !Parameters.empty() && Parameters.back().Type == 0 &&
                    Parameters.back().Name.empty();
    if (Variadic)
      Parameters = Parameters.drop_back();
    J.number("returnType", T.Type);
    J.array("parameters", [&] {
      for (const BtfElement &E : Parameters)
        J.object([&] {
          J.textIfAny("name", E.Name);
          J.number("type", E.Type);
        });
    });
    J.flagIfTrue("variadic", Variadic);
  }

  JsonWriter &J;
  const Btf &Types;
};

} // namespace

void writeBtf(JsonWriter &J, const ObjectParts &Parts, bool EveryType) {
  if (!Parts.Types)
    return;
  const Btf &Types = *Parts.Types;
  J.object("btf", [&] {
    J.number("size", Parts.TypesSize);
    J.numberIfAny("extSize", Parts.ExtSize);
    J.number("typeCount", Types.Types.size() - 1);
    J.object("kinds", [&] {
      for (unsigned Kind = 1; Kind < BtfKinds; ++Kind)
        J.numberIfAny(btfKindName(BtfKind(Kind)), Types.Counts[Kind]);
    });
    if (!EveryType)
      return;
    J.array("types", [&] {
      Writer W(J, Types);
      for (BtfId Id = 0; Id < Types.Types.size() && !J.full(); ++Id)
        J.object([&] { W.type(Id); });
    });
  });
}

} // namespace bpflinker
