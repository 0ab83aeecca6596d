"""Imports: which module of a package imports what, read from its text without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """`module` imports `target`, both with dots; a package goes by its own name. `place` is its file and line."""

    module: str
    target: str
    place: str

    def __str__(self) -> str:
        return f"{self.place} imports {self.target}"


def imports(package: Path) -> list[Import]:
    """Every import below the package's folder, those in functions and under TYPE_CHECKING included."""
    files = {_name(file, package): file for file in sorted(package.rglob("*.py"))}
    return [
        Import(module, target, f"{file.relative_to(package.parent)}:{node.lineno}")
        for module, file in files.items()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.stmt | ast.expr)
        for target in _targets(node, module if file.stem == "__init__" else module.rpartition(".")[0], files)
    ]


def _name(file: Path, package: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _targets(node: ast.AST, here: str, modules: dict[str, Path]) -> Iterator[str]:
    """What a node imports; `here` is the package that relative names start from."""
    match node:
        case ast.Import(names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module, names, level):
            above = here.split(".")[: 1 - level or None] if level else []
            base = ".".join([*above, *([module] if module else [])])
            for alias in names:
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base
        case ast.Call(ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module"), [first, *_]):
            match first:
                case ast.Constant(str(name)):
                    dots = len(name) - len(name.lstrip("."))
                    yield ".".join([*here.split(".")[: 1 - dots or None], name[dots:]]) if dots else name
