namespace Csa.Serve;

/// <summary>A request that is not answered as asked, with its status and a line for the user.</summary>
/// <param name="status">Of HTTP.</param>
/// <param name="message">One line.</param>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    /// <summary>Of HTTP.</summary>
    public int Status => status;
}
