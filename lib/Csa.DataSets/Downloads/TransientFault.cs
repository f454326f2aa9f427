namespace Csa.DataSets.Downloads;

/// <summary>A network or server error that may not occur on another attempt.</summary>
internal sealed class TransientFault(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
