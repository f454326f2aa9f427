namespace Csa.Data;

/// <summary>
/// Thrown when something the user gave cannot be used. The message is one line for that user: what was expected, what was
/// found, which file, how to fix it. Commands print it without a stack trace and exit with code 3.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>Bad input.</summary>
    /// <param name="message">One line: what was expected, what was found, where, how to fix it. Line breaks quoted from a
    /// file or a name become spaces.</param>
    /// <param name="inner">The cause, or null.</param>
    public BadInputException(string message, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner)
    {
    }
}
