namespace Csa.Book.Code;

/// <summary>The kind of a piece of code, which decides its colour.</summary>
internal enum CodeKind
{
    /// <summary>Names, operators and brackets, in the page's own colour.</summary>
    Plain,

    /// <summary>A keyword.</summary>
    Keyword,

    /// <summary>A string or a character.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A type, or a module of F#.</summary>
    Type,

    /// <summary>A method or function that is called.</summary>
    Function,

    /// <summary>A line for the notebook or the compiler: #r, #!share, #if.</summary>
    Directive,
}

/// <summary>A piece of code of one kind.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct CodePart(CodeKind Kind, int Start, int Length);
