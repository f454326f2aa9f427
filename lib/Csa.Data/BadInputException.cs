namespace Csa.Data;

/// <summary>
/// Something the user gave cannot be used. The message is one line for that user: what was wanted, what came, which
/// file, how to mend it. Commands print it without a stack trace and exit with 3.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>Bad input.</summary>
    /// <param name="message">One line: wanted, got, where, how to mend. Line ends that it quotes from a file or a name become spaces.</param>
    /// <param name="inner">What was caught, or null.</param>
    public BadInputException(string message, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner)
    {
    }
}
