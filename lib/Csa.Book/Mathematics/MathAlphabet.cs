using System.Text;

namespace Csa.Book.Mathematics;

/// <summary>Letters of the alphabets that Unicode has for mathematics.</summary>
internal static class MathAlphabet
{
    /// <summary>The letters that were in Unicode before the alphabets and are left out of them.</summary>
    private static readonly Dictionary<int, string> Exceptions = new()
    {
        [0x1D49D] = "ℬ",
        [0x1D4A0] = "ℰ",
        [0x1D4A1] = "ℱ",
        [0x1D4A3] = "ℋ",
        [0x1D4A4] = "ℐ",
        [0x1D4A7] = "ℒ",
        [0x1D4A8] = "ℳ",
        [0x1D4AD] = "ℛ",
        [0x1D4BA] = "ℯ",
        [0x1D4BC] = "ℊ",
        [0x1D4C4] = "ℴ",
        [0x1D53A] = "ℂ",
        [0x1D53F] = "ℍ",
        [0x1D545] = "ℕ",
        [0x1D547] = "ℙ",
        [0x1D548] = "ℚ",
        [0x1D549] = "ℝ",
        [0x1D551] = "ℤ",
        [0x1D506] = "ℭ",
        [0x1D50B] = "ℌ",
        [0x1D50C] = "ℑ",
        [0x1D515] = "ℜ",
        [0x1D51D] = "ℨ",
    };

    /// <summary>Where the capital A of each command's alphabet stands; small letters follow the capitals.</summary>
    private static readonly Dictionary<string, int> Starts = new() { ["mathcal"] = 0x1D49C, ["mathscr"] = 0x1D49C, ["mathbb"] = 0x1D538, ["mathfrak"] = 0x1D504 };

    /// <summary>Whether a command names such an alphabet.</summary>
    public static bool Has(string command) => Starts.ContainsKey(command);

    /// <summary>The text in an alphabet; what the alphabet lacks stays.</summary>
    public static string Convert(string command, string text)
    {
        var converted = new StringBuilder();
        foreach (char c in text)
        {
            if (!char.IsAsciiLetter(c))
            {
                converted.Append(c);
                continue;
            }

            int code = Starts[command] + (char.IsAsciiLetterUpper(c) ? c - 'A' : 26 + c - 'a');
            converted.Append(Exceptions.GetValueOrDefault(code) ?? char.ConvertFromUtf32(code));
        }

        return converted.ToString();
    }
}
