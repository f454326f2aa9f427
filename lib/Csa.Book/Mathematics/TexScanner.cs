namespace Csa.Book.Mathematics;

/// <summary>What a piece of TeX is.</summary>
internal enum TexKind
{
    /// <summary>The end of the equation.</summary>
    End,

    /// <summary>One character that stands for itself, or a number.</summary>
    Text,

    /// <summary>A command without its backslash: frac, alpha, "," …</summary>
    Command,

    /// <summary>One of { } [ ] ^ _ &amp; ' or ~, which mean something by themselves.</summary>
    Mark,
}

/// <summary>One piece of TeX.</summary>
internal readonly record struct TexToken(TexKind Kind, string Text)
{
    public bool IsMark(char mark) => Kind == TexKind.Mark && Text[0] == mark;

    public bool IsCommand(string name) => Kind == TexKind.Command && Text == name;
}

/// <summary>Cuts an equation into pieces, one ahead.</summary>
internal sealed class TexScanner
{
    private const string Marks = "{}[]^_&'~";
    private readonly string tex;
    private int at;

    public TexScanner(string tex)
    {
        this.tex = tex;
        Current = Scan();
    }

    /// <summary>The piece that comes next.</summary>
    public TexToken Current { get; private set; }

    /// <summary>Takes the next piece.</summary>
    public TexToken Take()
    {
        TexToken taken = Current;
        Current = Scan();
        return taken;
    }

    /// <summary>Makes the first digit of a number a piece by itself: \frac12 is a half and x^10 is x to the first, then 0.</summary>
    public void CutNumber()
    {
        if (Current.Kind != TexKind.Text || Current.Text.Length == 1 || !char.IsAsciiDigit(Current.Text[0])) return;
        at -= Current.Text.Length - 1;
        Current = new TexToken(TexKind.Text, Current.Text[..1]);
    }

    /// <summary>Takes the next piece if it is a certain mark.</summary>
    public bool TryTake(char mark)
    {
        if (!Current.IsMark(mark)) return false;
        Take();
        return true;
    }

    /// <summary>Takes the next piece, which must be a certain mark.</summary>
    public void Expect(char mark, string after)
    {
        if (!TryTake(mark)) throw new TexException($"'{mark}' is missing {after}");
    }

    /// <summary>Takes a group in braces as it is written, spaces included: the argument of \text and of \begin.</summary>
    public string TakeRaw(string command)
    {
        if (!Current.IsMark('{')) throw new TexException($"{{…}} is missing behind \\{command}");
        int start = at, depth = 1;
        for (; at < tex.Length; at++)
        {
            if (tex[at] == '\\') at++;
            else if (tex[at] == '{') depth++;
            else if (tex[at] == '}' && --depth == 0)
            {
                string raw = tex[start..at++];
                Current = Scan();
                return raw;
            }
        }

        throw new TexException($"the brace behind \\{command} is not closed");
    }

    private TexToken Scan()
    {
        SkipSpace();
        if (at >= tex.Length) return new TexToken(TexKind.End, "");
        char c = tex[at];
        if (c == '\\') return Command();
        if (Marks.Contains(c)) return new TexToken(TexKind.Mark, tex[at++].ToString());
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < tex.Length && char.IsAsciiDigit(tex[at + 1]))) return Number();
        int length = char.IsHighSurrogate(c) && at + 1 < tex.Length ? 2 : 1;
        return new TexToken(TexKind.Text, tex[at..(at += length)]);
    }

    private TexToken Command()
    {
        int start = ++at;
        while (at < tex.Length && char.IsAsciiLetter(tex[at])) at++;
        if (at == start && at++ >= tex.Length) throw new TexException("a backslash stands at the end");
        string name = tex[start..at];
        // \operatorname* and its like are names of their own.
        if (char.IsAsciiLetter(name[0]) && at < tex.Length && tex[at] == '*') name = tex[start..++at];
        return new TexToken(TexKind.Command, name);
    }

    private TexToken Number()
    {
        int start = at;
        while (at < tex.Length && (char.IsAsciiDigit(tex[at]) || (tex[at] == '.' && at + 1 < tex.Length && char.IsAsciiDigit(tex[at + 1])))) at++;
        return new TexToken(TexKind.Text, tex[start..at]);
    }

    private void SkipSpace()
    {
        while (at < tex.Length && (char.IsWhiteSpace(tex[at]) || tex[at] == '%'))
        {
            // A comment reaches to the end of its line.
            if (tex[at] == '%') while (at < tex.Length && tex[at] != '\n') at++;
            else at++;
        }
    }
}
