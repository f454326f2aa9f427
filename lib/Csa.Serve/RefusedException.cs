namespace Csa.Serve;

/// <summary>Thrown for a request that is refused, with an HTTP status and a line for the user.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">One line.</param>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;
}
