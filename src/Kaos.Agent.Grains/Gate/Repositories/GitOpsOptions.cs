namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>Repositories that objects come from; a change of such an object becomes a branch there.</summary>
public sealed class GitOpsOptions
{
    /// <summary>In order: the first that an object fits is the one that it comes from.</summary>
    public IList<RepositoryOptions> Repositories { get; } = [];

    /// <summary>How long one git command may take. Process time.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the copies of repositories are kept; they can be deleted at any time.</summary>
    public string Folder { get; set; } = Path.Combine("data", "repositories");

    /// <summary>The git command.</summary>
    public string Git { get; set; } = "git";

    /// <summary>Who the commits are by.</summary>
    public string Author { get; set; } = "KAOS";

    public string AuthorEmail { get; set; } = "kaos@localhost";
}

/// <summary>One repository, and which objects come from it.</summary>
public sealed class RepositoryOptions
{
    /// <summary><c>https://</c>, <c>ssh://</c> or <c>file://</c>, without credentials.</summary>
    public string Url { get; set; } = "";

    /// <summary>What the tool applies, and what branches start from. KAOS never pushes to it.</summary>
    public string Branch { get; set; } = "main";

    /// <summary>
    /// Where in it the files are; <c>{namespace}</c> and <c>{app}</c> stand for those of the object. Empty: anywhere.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>Patterns with <c>*</c>; none: all. The same for the other two.</summary>
    public IList<string> Clusters { get; } = [];

    public IList<string> Namespaces { get; } = [];

    /// <summary>Names of Argo CD applications, Flux Kustomizations or HelmReleases, or Helm releases.</summary>
    public IList<string> Apps { get; } = [];

    /// <summary>A file with <c>user:token</c>, for https; read anew for every command.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>
    /// Authorities, as PEM, of which one has signed the server's certificate; null: those that the machine trusts.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>A private key, for ssh.</summary>
    public string? SshKeyFile { get; set; }

    /// <summary>Keys of the ssh servers that may be talked to; without it, only those that the machine knows.</summary>
    public string? KnownHostsFile { get; set; }
}
