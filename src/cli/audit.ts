import { Command } from 'commander'
import { privacyAuditCommand } from './audit/privacy.js'

/** `hearth audit …`: claims of this product, proved on its own code. */
export function auditCommand(): Command {
  return new Command('audit').description('Prove the product’s claims on its own code.').addCommand(privacyAuditCommand())
}
