using System.Collections.Concurrent;
using System.Security.Cryptography;
using Csa.Data.Images;

namespace Csa.Serve;

/// <summary>The pictures that pages have open, by unguessable ids; limited in number, and dropped after a time without requests.</summary>
/// <param name="most">The most pictures at once.</param>
/// <param name="life">The time without requests after which one is dropped.</param>
internal sealed class SessionStore(int most, TimeSpan life)
{
    private const int IdBytes = 18;

    private readonly ConcurrentDictionary<string, Session> open = new();
    private readonly Lock adding = new();

    public int Count => open.Count;

    /// <summary>Throws early where <see cref="Add"/> would.</summary>
    /// <exception cref="RefusedException">Too many are open.</exception>
    public void RequireRoom()
    {
        foreach (Session idle in open.Values.Where(session => session.Idle > life)) Close(idle.Id);
        if (open.Count >= most) throw new RefusedException(503, $"{most} pictures are open, as many as this server keeps; close another window, or wait until one is forgotten");
    }

    /// <summary>Opens a picture.</summary>
    /// <param name="name">Its file's.</param>
    /// <param name="photograph">As it was read.</param>
    /// <exception cref="RefusedException">Too many are open.</exception>
    public Session Add(string name, DecodedImage photograph)
    {
        lock (adding)
        {
            RequireRoom();
            var session = new Session(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), name, photograph);
            open[session.Id] = session;
            return session;
        }
    }

    /// <summary>The picture with an id.</summary>
    /// <param name="id">The id in a request.</param>
    /// <exception cref="RefusedException">No such, or no longer.</exception>
    public Session Require(string id)
    {
        if (!open.TryGetValue(id, out Session? session) || session.Idle > life) throw new RefusedException(404, "this picture is no longer open here; open it again");
        session.Touch();
        return session;
    }

    /// <summary>Drops a picture and stops its work.</summary>
    /// <param name="id">May be unknown.</param>
    public void Close(string id)
    {
        if (open.TryRemove(id, out Session? session)) session.Close();
    }

    /// <summary>Drops all pictures and stops their work.</summary>
    public void CloseAll()
    {
        foreach (string id in open.Keys) Close(id);
    }
}
