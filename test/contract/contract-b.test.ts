import { keepContract } from './suite.ts'

keepContract(import.meta.url)
