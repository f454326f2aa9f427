namespace Csa.DataSets.Downloads;

/// <summary>Observes downloads.</summary>
internal interface IDownloadObserver
{
    /// <summary>Bytes were received.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="have">The bytes received so far.</param>
    /// <param name="total">Its length, or null if the server does not tell.</param>
    void OnBytes(string file, long have, long? total);

    /// <summary>A notice: an attempt failed, a partial file was discarded, no checksum is published.</summary>
    /// <param name="note">One sentence.</param>
    void OnNote(string note);
}
