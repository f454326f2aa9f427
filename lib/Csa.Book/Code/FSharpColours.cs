using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Csa.Book.Code;

/// <summary>Colours F# with the compiler's own tokenizer, line by line.</summary>
internal static class FSharpColours
{
    /// <summary>The coloured pieces, in order, without overlap.</summary>
    public static IEnumerable<CodePart> Of(string code)
    {
        var tokenizer = new FSharpSourceTokenizer(ListModule.Empty<string>(), FSharpOption<string>.Some("cell.fsx"), null);
        FSharpTokenizerLexState state = FSharpTokenizerLexState.Initial;
        int start = 0;
        foreach (string line in code.Split('\n'))
        {
            FSharpLineTokenizer tokens = tokenizer.CreateLineTokenizer(line);
            while (true)
            {
                (FSharpOption<FSharpTokenInfo>? found, state) = tokens.ScanToken(state);
                if (found is null) break;
                FSharpTokenInfo token = found.Value;
                int length = token.RightColumn - token.LeftColumn + 1;
                CodeKind kind = Kind(token, line.Substring(token.LeftColumn, length));
                if (kind != CodeKind.Plain) yield return new CodePart(kind, start + token.LeftColumn, length);
            }

            start += line.Length + 1;
        }
    }

    private static CodeKind Kind(FSharpTokenInfo token, string text) => token.ColorClass switch
    {
        // The tokenizer counts brackets and arrows as keywords or operators; they stay plain.
        FSharpTokenColorKind.Keyword => char.IsLetter(text[0]) ? CodeKind.Keyword : CodeKind.Plain,
        FSharpTokenColorKind.Comment or FSharpTokenColorKind.InactiveCode => CodeKind.Comment,
        FSharpTokenColorKind.String => CodeKind.Text,
        FSharpTokenColorKind.Number => CodeKind.Number,
        FSharpTokenColorKind.PreprocessorKeyword => CodeKind.Directive,
        FSharpTokenColorKind.UpperIdentifier => CodeKind.Type,
        _ => CodeKind.Plain,
    };
}
